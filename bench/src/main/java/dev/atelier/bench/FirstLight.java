package dev.atelier.bench;

import dev.atelier.api.InstanceSpec;
import dev.atelier.api.InstanceState;
import dev.atelier.api.client.AtelierClient;
import dev.atelier.api.client.Gateways;
import dev.atelier.api.client.HttpTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The measures of the main job on this computer, beside a plain jupyter_server with the same ipykernel. */
final class FirstLight {
    private static final int ROUNDS = 5;
    private static final int CELLS = 200;
    /** Cells in which the servers warm up; told apart from the others. */
    private static final int FIRST = 100;

    private final Path root;
    private final Path home;
    private final Path share;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    FirstLight(Path root, Path work) throws IOException {
        this.root = root;
        Path folder = Files.createTempDirectory(Files.createDirectories(work), "bench");
        this.home = folder.resolve("home");
        this.share = Files.createDirectories(folder.resolve("share"));
    }

    void run() throws IOException, InterruptedException {
        double cold = up();
        List<Double> warm = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            atelier("down", "--all");
            warm.add(up());
        }
        Process jupyter = null;
        try {
            Server ours = ours();
            Server peer = new Server("jupyter_server", URI.create("http://127.0.0.1:" + freePort()), "bench", http);
            jupyter = jupyter(peer);
            print(cold, samples(warm), ours, peer);
        } finally {
            if (jupyter != null) {
                jupyter.destroy();
            }
            atelier("down", "--all");
        }
    }

    private void print(double cold, Samples warm, Server ours, Server peer) throws IOException, InterruptedException {
        List<Double> ourPython = new ArrayList<>();
        List<Double> ourJava = new ArrayList<>();
        List<Double> peerPython = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            ourPython.add(firstResult(ours, "python3"));
            peerPython.add(firstResult(peer, "python3"));
            ourJava.add(firstResult(ours, "java"));
        }
        Samples create = create(new AtelierClient(new HttpTransport(ours.url(), ours.token())));
        warmUpTheClient(peer);
        List<Double> ourTrips = new ArrayList<>();
        List<Double> peerTrips = new ArrayList<>();
        List<Double> javaTrips = new ArrayList<>();
        try (BenchKernel a = new BenchKernel(ours, "python3");
                BenchKernel b = new BenchKernel(peer, "python3")) {
            for (int i = 0; i < FIRST + CELLS; i++) {
                ourTrips.add(a.execute("1+1"));
                peerTrips.add(b.execute("1+1"));
            }
        }
        try (BenchKernel kernel = new BenchKernel(ours, "java")) {
            for (int i = 0; i < FIRST + CELLS; i++) {
                javaTrips.add(kernel.execute("1+1"));
            }
        }
        System.out.println("| measure | Atelier | jupyter_server 2.21.1 | ratio |");
        System.out.println("| --- | --- | --- | --- |");
        row(
                "`up` to the URL on a fresh clone, Maven's and pip's packages on the disk, ms",
                String.format(Locale.ROOT, "%.0f", cold),
                "",
                "");
        row("`up` to the URL, later starts, ms", warm.spread(), "", "");
        row(
                "Python kernel start to first result, ms",
                samples(ourPython).spread(),
                samples(peerPython).spread(),
                ratio(samples(ourPython), samples(peerPython)));
        row("Java kernel start to first result, ms", samples(ourJava).spread(), "", "");
        row("`compute create` to `Running`, ms", create.spread(), "", "");
        for (boolean begin : List.of(true, false)) {
            String which = begin ? "the first " + FIRST + " cells" : "the next " + CELLS;
            Samples our = samples(part(ourTrips, begin));
            Samples its = samples(part(peerTrips, begin));
            row(
                    "execute round trip, Python `1+1`, " + which + ", ms (p50, p99)",
                    our.percentiles(),
                    its.percentiles(),
                    ratio(our, its));
        }
        for (boolean begin : List.of(true, false)) {
            String which = begin ? "the first " + FIRST + " cells" : "the next " + CELLS;
            row(
                    "execute round trip, Java `1+1`, " + which + ", ms (p50, p99)",
                    samples(part(javaTrips, begin)).percentiles(),
                    "",
                    "");
        }
    }

    private static List<Double> part(List<Double> times, boolean begin) {
        return begin ? times.subList(0, FIRST) : times.subList(FIRST, times.size());
    }

    private static void row(String... cells) {
        System.out.println("| " + String.join(" | ", cells) + " |");
    }

    private static String ratio(Samples ours, Samples peer) {
        return String.format(Locale.ROOT, "%.2f", ours.median() / peer.median());
    }

    private static Samples samples(List<Double> values) {
        return new Samples(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** Milliseconds until {@code ./atelier up} has printed the URL. */
    private double up() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        atelier("up", "--no-browser", "--share", share.toString());
        return (System.nanoTime() - begin) / 1e6;
    }

    private void atelier(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(root.resolve("atelier").toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(share.toFile())
                .redirectErrorStream(true)
                .redirectOutput(home.resolveSibling("atelier.log").toFile());
        builder.environment().put("ATELIER_HOME", home.toString());
        int exit = builder.start().waitFor();
        if (exit != 0) {
            throw new IOException("./atelier " + String.join(" ", words) + " ended with " + exit + "; see "
                    + home.resolveSibling("atelier.log"));
        }
    }

    private Server ours() throws IOException, InterruptedException {
        Gateways.Running running = Gateways.running(home).orElseThrow();
        Server server = new Server(
                "atelier",
                URI.create(running.url()),
                Files.readString(home.resolve("token")).strip(),
                http);
        AtelierClient client = new AtelierClient(new HttpTransport(server.url(), server.token()));
        while (client.instance("local").state() != InstanceState.RUNNING) {
            Thread.sleep(50);
        }
        return server;
    }

    private Process jupyter(Server peer) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        python().toString(),
                        "-m",
                        "jupyter_server",
                        "--allow-root",
                        "--no-browser",
                        "--ServerApp.ip=127.0.0.1",
                        "--ServerApp.port=" + peer.url().getPort(),
                        "--IdentityProvider.token=" + peer.token(),
                        "--ServerApp.root_dir=" + share))
                .redirectErrorStream(true)
                .redirectOutput(home.resolveSibling("jupyter.log").toFile())
                .start();
        Instant deadline = Instant.now().plusSeconds(60);
        while (!peer.answers()) {
            if (Instant.now().isAfter(deadline)) {
                process.destroy();
                throw new IOException("jupyter_server did not start; see " + home.resolveSibling("jupyter.log"));
            }
            Thread.sleep(100);
        }
        return process;
    }

    /** The Python of the environment that the gateway itself made. */
    private Path python() throws IOException {
        try (Stream<Path> environments = Files.list(home.resolve("environments"))) {
            return environments.findFirst().orElseThrow().resolve("bin/python");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static double firstResult(Server server, String spec) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        try (BenchKernel kernel = new BenchKernel(server, spec)) {
            kernel.execute("1+1");
            return (System.nanoTime() - begin) / 1e6;
        }
    }

    /** What the measuring itself costs while its JVM is cold would be counted for the servers. */
    private static void warmUpTheClient(Server peer) throws IOException, InterruptedException {
        try (BenchKernel kernel = new BenchKernel(peer, "python3")) {
            for (int i = 0; i < CELLS; i++) {
                kernel.execute("1+1");
            }
        }
    }

    private static Samples create(AtelierClient client) throws InterruptedException {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            String name = "bench" + i;
            long begin = System.nanoTime();
            client.create(name, InstanceSpec.defaults());
            while (client.instance(name).state() != InstanceState.RUNNING) {
                Thread.sleep(5);
            }
            times.add((System.nanoTime() - begin) / 1e6);
            client.delete(name);
        }
        return samples(times);
    }
}
