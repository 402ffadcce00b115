package dev.atelier.bench;

import dev.atelier.api.Instance;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.InstanceState;
import dev.atelier.api.JobSpec;
import dev.atelier.api.client.AtelierClient;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Instances that are containers, beside bare containers with a Jupyter server in them. */
final class Containers {
    private static final int ROUNDS = 5;
    private static final int CELLS = 200;
    /** The image of ours with a Jupyter server besides. */
    private static final String PEER_IMAGE = "atelier/notebook:bench";

    private static final String PEER_NAME = "atelier-bench-peer";

    private final OwnGateway gateway;

    Containers(Path root, Path work) throws IOException {
        this.gateway = new OwnGateway(root, work);
    }

    void run() throws IOException, InterruptedException {
        Files.writeString(gateway.share().resolve("says.sh"), "echo first line");
        buildPeer();
        gateway.up();
        try {
            Server ours = gateway.server();
            AtelierClient client = OwnGateway.client(ours);
            create(client, "warmup"); // the first one brings the toolbox
            delete(client, "warmup");
            measure(ours, client);
        } finally {
            remove(PEER_NAME);
            AtelierClient client = OwnGateway.client(gateway.server());
            for (Instance instance : client.instances()) {
                if (!instance.name().equals("local")) {
                    delete(client, instance.name());
                }
            }
            gateway.atelier("down", "--all");
        }
    }

    private void measure(Server ours, AtelierClient client) throws IOException, InterruptedException {
        List<Double> running = new ArrayList<>();
        List<Double> ourFirst = new ArrayList<>();
        List<Double> peerFirst = new ArrayList<>();
        List<Double> ourLine = new ArrayList<>();
        List<Double> bareLine = new ArrayList<>();
        List<Double> ourTrips = new ArrayList<>();
        List<Double> peerTrips = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            String name = "bench" + i;
            long begin = System.nanoTime();
            running.add(create(client, name));
            try (BenchKernel kernel = new BenchKernel(ours, name + ".python3")) {
                kernel.execute("1+1");
                ourFirst.add((System.nanoTime() - begin) / 1e6);
                begin = System.nanoTime();
                Server peer = startPeer();
                try (BenchKernel other = new BenchKernel(peer, "python3")) {
                    other.execute("1+1");
                    peerFirst.add((System.nanoTime() - begin) / 1e6);
                    for (int cell = 0; cell < CELLS / ROUNDS; cell++) {
                        ourTrips.add(kernel.execute("1+1"));
                        peerTrips.add(other.execute("1+1"));
                    }
                }
            }
            ourLine.add(submit(client, name));
            bareLine.add(exec());
            remove(PEER_NAME);
            delete(client, name);
        }
        List<Double> poolRunning = new ArrayList<>();
        List<Double> poolFirst = new ArrayList<>();
        measurePool(ours, client, poolRunning, poolFirst);
        Table.head("docker alone, with a Jupyter server 2.21.1 in the image");
        Table.row(
                "`compute create --provider docker` to `Running`, ms",
                Samples.of(running).spread(),
                "",
                "");
        Table.spread("create to the first result of a Python cell, ms", Samples.of(ourFirst), Samples.of(peerFirst));
        Table.row("the same with a pool, ms", Samples.of(poolRunning).spread(), "", "");
        Table.spread("create to the first result with a pool, ms", Samples.of(poolFirst), Samples.of(peerFirst));
        Table.spread(
                "submit to the first line of output; `docker exec`, ms", Samples.of(ourLine), Samples.of(bareLine));
        Table.percentiles(
                "execute round trip, Python `1+1`, ms (p50, p99)", Samples.of(ourTrips), Samples.of(peerTrips));
    }

    /** Each round waits until the pool is full again. */
    private static void measurePool(Server ours, AtelierClient client, List<Double> running, List<Double> first)
            throws IOException, InterruptedException {
        String size = client.sizes().stream()
                .filter(s -> s.provider().equals("docker"))
                .findFirst()
                .orElseThrow()
                .name();
        client.pool(size, 1);
        for (int i = 0; i < ROUNDS; i++) {
            while (client.sizes().stream().noneMatch(s -> s.name().equals(size) && s.ready() == 1)) {
                Thread.sleep(50);
            }
            Thread.sleep(2000); // until what made it ready is at rest
            String name = "pool" + i;
            long begin = System.nanoTime();
            running.add(create(client, name));
            try (BenchKernel kernel = new BenchKernel(ours, name + ".python3")) {
                kernel.execute("1+1");
                first.add((System.nanoTime() - begin) / 1e6);
            }
            delete(client, name);
        }
        client.pool(size, 0);
    }

    private static double create(AtelierClient client, String name) throws InterruptedException {
        long begin = System.nanoTime();
        client.create(name, InstanceSpec.defaults().withProvider(Optional.of("docker")));
        Instance instance = client.instance(name);
        while (instance.state() != InstanceState.RUNNING) {
            if (instance.state() == InstanceState.CREATE_FAILED) {
                throw new IllegalStateException(name + " failed: " + instance.reason());
            }
            Thread.sleep(5);
            instance = client.instance(name);
        }
        return (System.nanoTime() - begin) / 1e6;
    }

    private static void delete(AtelierClient client, String name) throws InterruptedException {
        client.delete(name);
        while (client.instances().stream().anyMatch(i -> i.name().equals(name))) {
            Thread.sleep(20);
        }
    }

    private static double submit(AtelierClient client, String instance) throws InterruptedException {
        long begin = System.nanoTime();
        String job = client.submit(new JobSpec(
                        instance,
                        Optional.empty(),
                        Optional.of("says.sh"),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        "",
                        Map.of()))
                .name();
        while (!client.log(job).contains("first line")) {
            Thread.sleep(2);
        }
        return (System.nanoTime() - begin) / 1e6;
    }

    private static double exec() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        docker("exec", PEER_NAME, "sh", "-c", "echo first line");
        return (System.nanoTime() - begin) / 1e6;
    }

    private void buildPeer() throws IOException, InterruptedException {
        Path context = Files.createTempDirectory("peer");
        Files.writeString(context.resolve("Dockerfile"), """
                FROM atelier/notebook
                COPY certificates.crt /tmp/
                RUN if [ -s /tmp/certificates.crt ]; then export PIP_CERT=/tmp/certificates.crt; fi \\
                 && pip install --no-cache-dir jupyter_server==2.21.1
                """);
        Path certificates = Path.of("/etc/ssl/certs/ca-certificates.crt");
        Files.write(
                context.resolve("certificates.crt"),
                Files.exists(certificates) ? Files.readAllBytes(certificates) : new byte[0]);
        docker("build", "--quiet", "--tag", PEER_IMAGE, context.toString());
    }

    private Server startPeer() throws IOException, InterruptedException {
        int port = OwnGateway.freePort();
        Server peer = new Server("jupyter_server", URI.create("http://127.0.0.1:" + port), "bench", gateway.http());
        docker(
                "run",
                "--detach",
                "--name",
                PEER_NAME,
                "--publish",
                "127.0.0.1:" + port + ":8888",
                PEER_IMAGE,
                "jupyter",
                "server",
                "--allow-root",
                "--no-browser",
                "--ip=0.0.0.0",
                "--IdentityProvider.token=" + peer.token());
        while (!peer.answers()) {
            Thread.sleep(10);
        }
        return peer;
    }

    private static void remove(String container) throws IOException, InterruptedException {
        docker("rm", "--force", container);
    }

    private static void docker(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0 && !output.contains("No such container")) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
    }
}
