package dev.atelier.bench.applications;

import dev.atelier.bench.BenchKernel;
import dev.atelier.bench.Figures;
import dev.atelier.bench.Samples;
import dev.atelier.bench.Server;
import dev.atelier.bench.Usage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The way to an application, beside nginx and configurable-http-proxy. */
public final class ApplicationComparison {
    private static final int ROUNDS = 5;
    private static final int SECONDS = 4;
    private static final int WARM_UP_SECONDS = 20;
    private static final int CELLS = 60;

    private final Path root;
    private final Path peers;
    private final Path work;
    private final Figures figures = new Figures();

    public ApplicationComparison(Path root, Path peers, Path work) {
        this.root = root;
        this.peers = peers;
        this.work = work;
    }

    public void run() throws IOException, InterruptedException {
        try (Servers servers = new Servers(root, work)) {
            int origin = servers.origin();
            List<Way> ways = List.of(
                    servers.atelier(origin),
                    servers.nginxBefore(origin),
                    servers.configurableHttpProxyBefore(origin, peers));
            for (Way way : ways) {
                Wrk.run(way, "/small", 50, WARM_UP_SECONDS);
                Wrk.run(way, "/large", 4, SECONDS);
            }
            for (int round = 0; round < ROUNDS; round++) {
                for (Way way : ways) {
                    measure(way, "/small", 50, "small answers, 50 connections");
                    measure(way, "/large", 4, "10 MB, 4 connections");
                }
            }
            Server jupyter = servers.jupyter();
            int port = jupyter.url().getPort();
            Way direct = new Way("nothing between", jupyter.url().toString(), Map.of(), new Usage(List.of()));
            for (Way way : List.of(servers.atelier(port), servers.nginxBefore(port), direct)) {
                cells(jupyter, way);
            }
            List<String> columns = new ArrayList<>(ways.stream().map(Way::name).toList());
            columns.add(direct.name());
            figures.print(columns);
        }
    }

    private void measure(Way way, String path, int connections, String what) throws IOException, InterruptedException {
        double cpu = way.usage().cpu();
        Wrk run = Wrk.run(way, path, connections, SECONDS);
        figures.note(way.name(), what + ": requests/s", run.perSecond());
        figures.note(way.name(), what + ": CPU ms each", (way.usage().cpu() - cpu) * 1000 / run.requests());
    }

    private void cells(Server jupyter, Way way) throws IOException, InterruptedException {
        try (BenchKernel kernel = new BenchKernel(jupyter, "python3", URI.create(way.url()), way.fields())) {
            List<Double> millis = new ArrayList<>();
            for (int i = 0; i < CELLS; i++) {
                millis.add(kernel.execute("1 + " + i));
                Thread.sleep(100); // as a person's cells come; a flood has no such stalls
            }
            figures.note(
                    way.name(),
                    "a cell of a Jupyter server behind it: ms",
                    Samples.of(millis.subList(CELLS / 3, CELLS)).median());
        }
    }
}
