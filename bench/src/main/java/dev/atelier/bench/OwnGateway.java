package dev.atelier.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.InstanceState;
import dev.atelier.api.Json;
import dev.atelier.api.client.AtelierClient;
import dev.atelier.api.client.Gateways;
import dev.atelier.api.client.HttpTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A gateway with a home and a share of its own, started as a person starts one. */
public final class OwnGateway {
    private static final int START_SECONDS = 60;

    private final Path root;
    private final Path home;
    private final Path share;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /**
     * @param root the clone that it is started from
     * @param work where home and share are made
     */
    public OwnGateway(Path root, Path work) throws IOException {
        this.root = root;
        Path folder = Files.createTempDirectory(Files.createDirectories(work), "bench");
        this.home = folder.resolve("home");
        this.share = Files.createDirectories(folder.resolve("share"));
    }

    Path home() {
        return home;
    }

    Path share() {
        return share;
    }

    public HttpClient http() {
        return http;
    }

    /** A file for what somebody writes. */
    public Path log(String name) {
        return home.resolveSibling(name + ".log");
    }

    /** Milliseconds until {@code ./atelier up} has printed the URL. */
    public double up() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        atelier("up", "--no-browser", "--share", share.toString(), "--default-provider", "local");
        return (System.nanoTime() - begin) / 1e6;
    }

    /** The same gateway with another program in its agents' place. */
    public void upWithAgent(Path jar) throws IOException, InterruptedException {
        up();
        List<String> command = new ArrayList<>(
                List.of(Files.readString(Path.of("/proc/" + pid() + "/cmdline")).split("\0")));
        atelier("down", "--all");
        command.set(command.indexOf("--agent") + 1, jar.toString());
        command.addAll(
                List.of("--no-warm-up", "--agent-jvm-option=-XX:TieredStopAtLevel=4", "--agent-jvm-option=-Xmx2g"));
        new ProcessBuilder(command)
                .directory(share.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log("gateway").toFile())
                .start();
        while (Gateways.running(home).isEmpty()) {
            Thread.sleep(50);
        }
    }

    public long pid() throws IOException {
        return Gateways.running(home).orElseThrow().pid();
    }

    /** The process that runs the kernels of {@code local}. */
    long agentPid() throws IOException {
        try (Stream<Path> files = Files.walk(home, 5)) {
            Path file = files.filter(f -> f.endsWith("agent.json")).findFirst().orElseThrow();
            return Json.read(Files.readString(file), JsonNode.class).path("pid").asLong();
        }
    }

    public void atelier(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(root.resolve("atelier").toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(share.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log("atelier").toFile());
        builder.environment().put("ATELIER_HOME", home.toString());
        int exit = builder.start().waitFor();
        if (exit != 0) {
            throw new IOException(
                    "./atelier " + String.join(" ", words) + " ended with " + exit + "; see " + log("atelier"));
        }
    }

    /** The server, once the instance {@code local} runs. */
    public Server server() throws IOException, InterruptedException {
        Gateways.Running running = Gateways.running(home).orElseThrow();
        Server server = new Server(
                "atelier",
                URI.create(running.url()),
                Files.readString(home.resolve("token")).strip(),
                http);
        AtelierClient client = client(server);
        Instant deadline = Instant.now().plusSeconds(START_SECONDS);
        while (client.instance("local").state() != InstanceState.RUNNING) {
            if (Instant.now().isAfter(deadline)) {
                throw new IOException("the instance local did not start; see " + home);
            }
            Thread.sleep(50);
        }
        return server;
    }

    static AtelierClient client(Server server) {
        return new AtelierClient(new HttpTransport(server.url(), server.token()));
    }

    /** The Python of the environment that the gateway itself made. */
    public Path python() throws IOException {
        try (Stream<Path> environments = Files.list(home.resolve("environments"))) {
            return environments.findFirst().orElseThrow().resolve("bin/python");
        }
    }

    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Waits until something listens there. */
    public static void awaitPort(int port) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plusSeconds(START_SECONDS);
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException e) {
                if (Instant.now().isAfter(deadline)) {
                    throw e;
                }
                Thread.sleep(50);
            }
        }
    }
}
