package dev.atelier.gateway;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.rest.GatewayRoutes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/** Starts the gateway in the foreground; {@code ./atelier up} puts it into the background. */
public final class Main {
    private static final int USUAL_PORT = 8888;
    private static final int HIGHEST_PORT = 65_535;

    private Main() {}

    public static void main(String[] args) {
        Options options = new Options();
        CommandLine command = new CommandLine(options);
        try {
            command.parseArgs(args);
            run(options);
            System.exit(0);
        } catch (CommandLine.ParameterException | ProblemException e) {
            // The launcher shows this line to the person.
            System.err.println("atelier: " + e.getMessage());
            System.exit(2);
        } catch (IOException | InterruptedException | RuntimeException e) {
            System.getLogger(Main.class.getName()).log(System.Logger.Level.ERROR, "the gateway could not go on", e);
            System.err.println("atelier: the gateway could not go on: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(Options options) throws IOException, InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        try (Home home = Home.take(options.home)) {
            Path share = ShareFolder.require(options.share, home.folder());
            try (Gateway gateway = new Gateway(options, home, share, port(options, home))) {
                // A signal ends the gateway the same way as a request does; the process lives until that is done.
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    gateway.end().complete(GatewayRoutes.Leaving.INSTANCES_RUNNING);
                    awaitQuietly(ended);
                }));
                home.announce(gateway.running(), gateway.port());
                if (gateway.end().join() == GatewayRoutes.Leaving.NOTHING) {
                    gateway.stopInstances();
                }
            }
        } finally {
            ended.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch ended) {
        try {
            if (!ended.await(20, TimeUnit.SECONDS)) {
                System.err.println("atelier: the gateway did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The port asked for, which must be free; else the last one or the usual one, for which another will do. */
    private static int port(Options options, Home home) throws IOException {
        if (options.port.isPresent()) {
            int wanted = options.port.orElseThrow();
            if (wanted < 0 || wanted > HIGHEST_PORT) {
                throw Problem.of(
                                400,
                                "bad-port",
                                wanted + " is no port.",
                                "Ports are numbers up to " + HIGHEST_PORT + ".")
                        .asException();
            }
            if (wanted != 0 && !isFree(wanted)) {
                throw Problem.of(
                                409,
                                "port-in-use",
                                "The port " + wanted + " is in use by another program.",
                                "Choose another with --port, or leave it out.")
                        .asException();
            }
            return wanted;
        }
        return home.lastPort().orElse(USUAL_PORT);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static String version() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
