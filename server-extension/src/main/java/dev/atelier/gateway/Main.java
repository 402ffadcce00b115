package dev.atelier.gateway;

import dev.atelier.api.ProblemException;
import dev.atelier.gateway.backup.Restore;
import dev.atelier.gateway.http.GateConfig;
import dev.atelier.gateway.operation.JsonLines;
import dev.atelier.gateway.rest.GatewayRoutes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/** Starts the gateway in the foreground; {@code ./atelier up} puts it into the background. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Options options = new Options();
        CommandLine command = new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true);
        try {
            command.parseArgs(args);
            run(options);
            System.exit(0);
        } catch (CommandLine.ParameterException | ProblemException e) {
            // The launcher shows these lines to the person.
            e.getMessage().lines().forEach(line -> System.err.println("atelier: " + line));
            System.exit(2);
        } catch (IOException | InterruptedException | RuntimeException e) {
            System.getLogger(Main.class.getName()).log(System.Logger.Level.ERROR, "the gateway could not go on", e);
            System.err.println("atelier: the gateway could not go on: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(Options options) throws IOException, InterruptedException {
        if (options.logFormat == Options.LogFormat.JSON) {
            JsonLines.install();
        }
        CountDownLatch ended = new CountDownLatch(1);
        try (Home home = Home.take(options.home)) {
            Restore.requireNoneBrokenOff(home.folder());
            Path share = ShareFolder.require(options.share, home.folder());
            GateConfig gate = FrontDoor.config(options, home.lastPort());
            try (Gateway gateway = new Gateway(options, home, share, gate)) {
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

    static String version() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
