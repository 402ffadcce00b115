package dev.atelier.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The contents API on copies of the same files, beside a plain jupyter_server, in interleaved rounds. */
final class Contents {
    /** In which both servers, and the client, warm up; told apart from the others. */
    private static final int FIRST = 20;

    private static final int ROUNDS = 40;
    private static final int FIRST_SMALL = 500;
    private static final int SMALL_ROUNDS = 500;
    private static final int ENTRIES = 1000;
    private static final int LARGE_BYTES = 10_000_000;
    private static final String LARGE = "/api/contents/large.ipynb";
    private static final String SMALL = "/api/contents/small.ipynb";

    private final OwnGateway gateway;
    private final Path peerShare;
    private final Notebooks notebooks = new Notebooks(1);

    Contents(Path root, Path work) throws IOException {
        this.gateway = new OwnGateway(root, work);
        this.peerShare = Files.createDirectories(gateway.log("peer").resolveSibling("peer-share"));
    }

    private enum Measure {
        LIST("list a folder of 1,000 files", "≤ 0.3"),
        OPEN_LARGE("open a notebook of 10 MB", "≤ 0.3"),
        SAVE_LARGE("save a notebook of 10 MB", "≤ 0.3"),
        OPEN_SMALL("open a notebook of 20 KB", ""),
        SAVE_SMALL("save a notebook of 20 KB", "≤ 0.5");

        private final String words;
        private final String goal;

        Measure(String words, String goal) {
            this.words = words;
            this.goal = goal;
        }
    }

    private record Times(Map<Measure, List<Double>> all) {
        void add(Measure measure, double millis) {
            all.computeIfAbsent(measure, m -> new ArrayList<>()).add(millis);
        }

        Samples of(Measure measure) {
            return Samples.of(all.get(measure));
        }
    }

    void run() throws IOException, InterruptedException {
        ObjectNode large = notebooks.make(LARGE_BYTES);
        ObjectNode small = notebooks.make(20_000);
        for (Path share : List.of(gateway.share(), peerShare)) {
            Path many = Files.createDirectory(share.resolve("many"));
            for (int i = 0; i < ENTRIES; i++) {
                Files.writeString(many.resolve("file-" + i + (i % 2 == 0 ? ".txt" : ".ipynb")), "x");
            }
            Files.writeString(share.resolve("large.ipynb"), Json.write(large));
            Files.writeString(share.resolve("small.ipynb"), Json.write(small));
        }
        gateway.up();
        JupyterServer jupyter = null;
        try {
            Server ours = gateway.server();
            Path home = Files.createDirectories(gateway.log("peer-home")); // where it keeps which notebooks are trusted
            jupyter = JupyterServer.start(gateway, peerShare, Map.of("HOME", home.toString()));
            Server peer = jupyter.server();
            measure(ours, peer, large, small);
        } finally {
            if (jupyter != null) {
                jupyter.process().destroy();
            }
            gateway.atelier("down", "--all");
        }
    }

    private void measure(Server ours, Server peer, ObjectNode large, ObjectNode small)
            throws IOException, InterruptedException {
        Times cold = new Times(new HashMap<>());
        Times peerCold = new Times(new HashMap<>());
        Times warm = new Times(new HashMap<>());
        Times peerWarm = new Times(new HashMap<>());
        for (int round = 0; round < FIRST + ROUNDS; round++) {
            boolean first = round < FIRST;
            String save = save(large, round);
            inTurn(
                    round,
                    () -> largeOnes(ours, first ? cold : warm, save),
                    () -> largeOnes(peer, first ? peerCold : peerWarm, save));
        }
        for (int round = 0; round < FIRST_SMALL + SMALL_ROUNDS; round++) {
            boolean first = round < FIRST_SMALL;
            String save = save(small, round);
            inTurn(
                    round,
                    () -> smallOnes(ours, first ? cold : warm, save),
                    () -> smallOnes(peer, first ? peerCold : peerWarm, save));
        }
        Table.row("measure, ms (p50, p99)", "Atelier", "jupyter_server 2.21.1", "ratio", "goal");
        Table.row("---", "---", "---", "---", "---");
        for (Measure each : Measure.values()) {
            print(each.words, each.goal, warm.of(each), peerWarm.of(each));
        }
        for (Measure each : Measure.values()) {
            print(each.words + ", the first " + cold.of(each).millis().length, "", cold.of(each), peerCold.of(each));
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void inTurn(int round, Work one, Work other) throws IOException, InterruptedException {
        for (Work work : round % 2 == 0 ? List.of(one, other) : List.of(other, one)) {
            work.run();
        }
    }

    private static void print(String words, String goal, Samples ours, Samples peer) {
        String ratio = String.format(Locale.ROOT, "%.2f", ours.median() / peer.median());
        Table.row(words, ours.percentiles(), peer.percentiles(), ratio, goal);
    }

    private static void largeOnes(Server server, Times times, String save) throws IOException, InterruptedException {
        times.add(Measure.LIST, time(server, "GET", "/api/contents/many", ""));
        times.add(Measure.OPEN_LARGE, time(server, "GET", LARGE, ""));
        times.add(Measure.SAVE_LARGE, time(server, "PUT", LARGE, save));
    }

    private static void smallOnes(Server server, Times times, String save) throws IOException, InterruptedException {
        times.add(Measure.OPEN_SMALL, time(server, "GET", SMALL, ""));
        times.add(Measure.SAVE_SMALL, time(server, "PUT", SMALL, save));
    }

    private static double time(Server server, String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Authorization", "token " + server.token())
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        long begin = System.nanoTime();
        HttpResponse<byte[]> response = server.http().send(request, HttpResponse.BodyHandlers.ofByteArray());
        double millis = (System.nanoTime() - begin) / 1e6;
        if (response.statusCode() != 200) {
            throw new IOException(server.name() + ": " + method + " " + path + " gave " + response.statusCode());
        }
        return millis;
    }

    /** As a front end sends it; something differs each time. */
    private static String save(ObjectNode notebook, int round) {
        notebook.withObjectProperty("metadata").put("round", round);
        ObjectNode model = Json.mapper().createObjectNode();
        model.put("type", "notebook").put("format", "json").set("content", notebook);
        return Json.write(model);
    }
}
