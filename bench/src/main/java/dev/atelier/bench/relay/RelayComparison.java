package dev.atelier.bench.relay;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.atelier.bench.Figures;
import dev.atelier.bench.Samples;
import dev.atelier.gateway.websocket.FrameChannel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the way through the gateway costs, beside nginx, configurable-http-proxy and Jupyter's own gateway hop. */
public final class RelayComparison {
    private static final int ROUNDS = 5;
    private static final int IDLE = 10_000;
    /** What a proxy has open besides. */
    private static final int OTHER_FILES = 400;

    private static final int CONNECTS = 500;
    private static final int WARM_CONNECTS = 10;
    private static final Reply FIVE_SMALL = new Reply(5, 100);
    private static final Reply ONE_OF_64_KB = new Reply(1, 64 << 10);
    private static final Reply ONE_OF_100_MB = new Reply(1, 100 << 20);

    private final Path root;
    private final Path peers;
    private final Path work;
    private final Figures figures = new Figures();

    public RelayComparison(Path root, Path peers, Path work) {
        this.root = root;
        this.peers = peers;
        this.work = work;
    }

    public void run() throws IOException, InterruptedException {
        try (Proxies proxies = new Proxies(root, work)) {
            Proxy atelier = proxies.atelier();
            Proxy nginx = proxies.nginx(0);
            Proxy wide = proxies.nginx(64 << 10);
            Proxy chp = proxies.configurableHttpProxy(peers);
            Proxy hop = proxies.jupyterServer();
            for (Proxy each : List.of(atelier, nginx, wide, chp, atelier.speakingDefault())) {
                many(each, 1_000, "warm-up"); // of a JVM's and node's code
                for (int i = 0; i < WARM_CONNECTS; i++) {
                    connects(each);
                }
            }
            figures.clear();
            for (int round = 0; round < ROUNDS; round++) {
                for (Proxy each : List.of(atelier, nginx, wide, chp)) {
                    many(each, 700, "50 connections, small");
                    one(each, FIVE_SMALL, 3_000, "1 connection, small");
                    one(each, ONE_OF_64_KB, 1_500, "messages of 64 KB");
                    huge(each);
                    connects(each);
                }
                many(atelier.speakingDefault(), 300, "50 connections, default protocol");
                many(hop, 20, "50 connections, default protocol");
            }
            for (Proxy each : List.of(atelier, nginx, chp)) {
                idle(each);
            }
            figures.print(
                    Stream.of(atelier, nginx, wide, chp, hop).map(Proxy::name).toList());
        }
    }

    private void note(Proxy proxy, String measure, double value) {
        figures.note(proxy.name(), measure, value);
    }

    private void many(Proxy proxy, int exchanges, String what) throws IOException, InterruptedException {
        try (Clients clients = new Clients()) {
            measure(clients, proxy, FIVE_SMALL, 50, exchanges, what);
        }
    }

    private Clients.Run measure(Clients clients, Proxy proxy, Reply reply, int count, int exchanges, String what)
            throws IOException, InterruptedException {
        List<FrameChannel> channels = clients.open(proxy, reply, count);
        double cpu = proxy.cpu();
        Clients.Run run = clients.run(channels, proxy, reply, exchanges);
        note(proxy, what + ": CPU s per 100,000 messages", (proxy.cpu() - cpu) * 100_000 / run.messages());
        note(proxy, what + ": messages/s", run.messages() / run.seconds());
        return run;
    }

    private void one(Proxy proxy, Reply reply, int exchanges, String what) throws IOException, InterruptedException {
        try (Clients clients = new Clients()) {
            Clients.Run run = measure(clients, proxy, reply, 1, exchanges, what);
            note(proxy, what + ": round trip, ms", Samples.of(run.millis()).median());
        }
    }

    private void huge(Proxy proxy) throws IOException, InterruptedException {
        try (Clients clients = new Clients()) {
            Clients.Run run = clients.run(clients.open(proxy, ONE_OF_100_MB, 1), proxy, ONE_OF_100_MB, 3);
            note(proxy, "messages of 100 MB: MB/s", 3 * 100 / run.seconds());
        }
    }

    private void connects(Proxy proxy) throws IOException, InterruptedException {
        try (Clients clients = new Clients()) {
            double cpu = proxy.cpu();
            long begin = System.nanoTime();
            clients.open(proxy, FIVE_SMALL, CONNECTS);
            note(proxy, "new WebSockets/s", CONNECTS / ((System.nanoTime() - begin) / 1e9));
            note(proxy, "new WebSockets: CPU ms each", (proxy.cpu() - cpu) * 1000 / CONNECTS);
        }
    }

    private void idle(Proxy proxy) throws IOException, InterruptedException {
        int count = (int) Math.min(IDLE, (files() - OTHER_FILES) / 2);
        try (Clients clients = new Clients()) {
            long before = proxy.memory();
            List<FrameChannel> channels = new ArrayList<>();
            while (channels.size() < count) { // no faster than one person may ask
                channels.addAll(clients.open(proxy, FIVE_SMALL, Math.min(500, count - channels.size())));
                Thread.sleep(600);
            }
            clients.run(channels, proxy, FIVE_SMALL, 1);
            note(proxy, "an idle connection of " + count + ", KB", (proxy.memory() - before) / (double) count);
            List<FrameChannel> one = clients.open(proxy, FIVE_SMALL, 1);
            Clients.Run run = clients.run(one, proxy, FIVE_SMALL, 500);
            note(
                    proxy,
                    "one more beside them: p99, ms",
                    Samples.of(run.millis()).quantile(0.99));
        }
    }

    private static long files() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getMaxFileDescriptorCount()
                : IDLE;
    }
}
