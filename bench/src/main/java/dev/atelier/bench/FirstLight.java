package dev.atelier.bench;

import dev.atelier.api.InstanceSpec;
import dev.atelier.api.InstanceState;
import dev.atelier.api.client.AtelierClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The measures of the main job on this computer, beside a plain jupyter_server with the same ipykernel. */
final class FirstLight {
    private static final int ROUNDS = 5;
    private static final int CELLS = 200;
    private static final int FLOOD = 20_000;
    /** Cells in which the servers warm up; told apart from the others. */
    private static final int FIRST = 100;

    private final OwnGateway gateway;

    FirstLight(Path root, Path work) throws IOException {
        this.gateway = new OwnGateway(root, work);
    }

    void run() throws IOException, InterruptedException {
        double cold = gateway.up();
        List<Double> warm = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            gateway.atelier("down", "--all");
            warm.add(gateway.up());
        }
        JupyterServer jupyter = null;
        try {
            Server ours = gateway.server();
            // Else it would leave out most of what a kernel says in a hurry.
            jupyter = JupyterServer.start(
                    gateway,
                    gateway.share(),
                    Map.of(),
                    "--ZMQChannelsWebsocketConnection.iopub_msg_rate_limit=0",
                    "--ZMQChannelsWebsocketConnection.iopub_data_rate_limit=0");
            Server peer = jupyter.server();
            print(cold, Samples.of(warm), ours, peer);
            flood(
                    ours,
                    new Usage(List.of(gateway.pid(), gateway.agentPid())),
                    new Usage(List.of(gateway.agentPid())),
                    peer,
                    new Usage(List.of(jupyter.process().pid())));
        } finally {
            if (jupyter != null) {
                jupyter.process().destroy();
            }
            gateway.atelier("down", "--all");
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
        Samples create = create(OwnGateway.client(ours));
        warmUpTheClient(peer);
        List<Double> ourTrips = new ArrayList<>();
        List<Double> peerTrips = new ArrayList<>();
        List<Double> javaTrips = new ArrayList<>();
        List<Double> bareTrips = new ArrayList<>();
        try (BenchKernel a = new BenchKernel(ours, "python3");
                BenchKernel b = new BenchKernel(peer, "python3");
                KernelUnderTest bare = bareKernel()) {
            bare.awaitInfo();
            bare.awaitSubscription();
            for (int i = 0; i < FIRST + CELLS; i++) {
                ourTrips.add(a.execute("1+1"));
                peerTrips.add(b.execute("1+1"));
                bareTrips.add(bare.run("1+1").millis());
            }
        }
        try (BenchKernel kernel = new BenchKernel(ours, "java")) {
            for (int i = 0; i < FIRST + CELLS; i++) {
                javaTrips.add(kernel.execute("1+1"));
            }
        }
        Table.head("jupyter_server 2.21.1");
        Table.row(
                "`up` to the URL on a fresh clone, Maven's and pip's packages on the disk, ms",
                String.format(Locale.ROOT, "%.0f", cold),
                "",
                "");
        Table.row("`up` to the URL, later starts, ms", warm.spread(), "", "");
        Table.spread("Python kernel start to first result, ms", Samples.of(ourPython), Samples.of(peerPython));
        Table.row("Java kernel start to first result, ms", Samples.of(ourJava).spread(), "", "");
        Table.row("`compute create` to `Running`, ms", create.spread(), "", "");
        for (boolean begin : List.of(true, false)) {
            String which = begin ? "the first " + FIRST + " cells" : "the next " + CELLS;
            Table.percentiles(
                    "execute round trip, Python `1+1`, " + which + ", ms (p50, p99)",
                    Samples.of(part(ourTrips, begin)),
                    Samples.of(part(peerTrips, begin)));
        }
        Table.percentiles(
                "the same beside a bare ZeroMQ client in the peer's place, the next " + CELLS,
                Samples.of(part(ourTrips, false)),
                Samples.of(part(bareTrips, false)));
        for (boolean begin : List.of(true, false)) {
            String which = begin ? "the first " + FIRST + " cells" : "the next " + CELLS;
            Table.row(
                    "execute round trip, Java `1+1`, " + which + ", ms (p50, p99)",
                    Samples.of(part(javaTrips, begin)).percentiles(),
                    "",
                    "");
        }
    }

    /** The same ipykernel, asked without any server. */
    private KernelUnderTest bareKernel() throws IOException {
        Path prefix = gateway.python().getParent().getParent();
        return new KernelUnderTest(
                new KernelKinds.Kind(
                        "ipykernel",
                        prefix.resolve("share/jupyter/kernels/python3"),
                        new KernelKinds.Code("", "", "", "", List.of())),
                gateway.python(),
                Files.createDirectories(gateway.log("bare").resolveSibling("bare")));
    }

    /** What passing a kernel's outputs on costs, for 100,000 of them. */
    private static void flood(Server ours, Usage all, Usage agent, Server peer, Usage server)
            throws IOException, InterruptedException {
        List<Double> wholes = new ArrayList<>();
        List<Double> agents = new ArrayList<>();
        List<Double> servers = new ArrayList<>();
        String cell = "for i in range(" + FLOOD + "): display(i)";
        try (BenchKernel a = new BenchKernel(ours, "python3");
                BenchKernel b = new BenchKernel(peer, "python3")) {
            for (int round = 0; round <= ROUNDS; round++) {
                double whole = all.cpu();
                double part = agent.cpu();
                a.execute(cell);
                double peers = server.cpu();
                double whole2 = all.cpu();
                double part2 = agent.cpu();
                b.execute(cell);
                if (round > 0) { // the first one warms up
                    wholes.add((whole2 - whole) * 100_000 / FLOOD);
                    agents.add((part2 - part) * 100_000 / FLOOD);
                    servers.add((server.cpu() - peers) * 100_000 / FLOOD);
                }
            }
        }
        Table.percentiles("agent, CPU s per 100,000 outputs", Samples.of(agents), Samples.of(servers));
        Table.percentiles("agent and gateway, CPU s per 100,000 outputs", Samples.of(wholes), Samples.of(servers));
    }

    private static List<Double> part(List<Double> times, boolean begin) {
        return begin ? times.subList(0, FIRST) : times.subList(FIRST, times.size());
    }

    static double firstResult(Server server, String spec) throws IOException, InterruptedException {
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
        return Samples.of(times);
    }
}
