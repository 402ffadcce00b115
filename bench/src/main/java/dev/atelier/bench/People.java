package dev.atelier.bench;

import dev.atelier.api.Json;
import dev.atelier.gateway.identity.Role;
import dev.atelier.gateway.identity.Secrets;
import dev.atelier.gateway.store.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A thousand people with JupyterLab open at one gateway, beside the jupyter_server that each of them would have. */
final class People {
    private static final int PEOPLE = 1_000;
    private static final int ROUNDS = 6;
    private static final long PAUSE_MILLIS = 10_000;
    /** Pages that are loaded at one time: people do not all begin in the same second. */
    private static final int AT_A_TIME = 16;

    private static final int NOTEBOOK_BYTES = 200_000;
    private static final String NOTEBOOK = "analysis.ipynb";

    private final OwnGateway gateway;
    private final Path peerShare;

    People(Path root, Path work) throws IOException {
        this.gateway = new OwnGateway(root, work);
        this.peerShare = Files.createDirectories(gateway.log("peer").resolveSibling("peer-share"));
    }

    /**
     * @param peak the process's largest resident memory, in MB
     * @param millis of all requests
     */
    private record Result(long peak, Samples millis, int refused) {}

    void run() throws IOException, InterruptedException {
        for (Path share : List.of(gateway.share(), peerShare)) {
            Files.writeString(share.resolve(NOTEBOOK), Json.write(new Notebooks(1).make(NOTEBOOK_BYTES)));
            for (int i = 0; i < 50; i++) {
                Files.writeString(share.resolve("file-" + i + ".txt"), "x");
            }
        }
        gateway.up();
        gateway.atelier("down", "--all");
        List<String> tokens = admit();
        gateway.up();
        JupyterServer jupyter = null;
        try {
            Server server = gateway.server();
            Result ours = browse(
                    tokens.stream()
                            .map(token -> new Server("atelier", server.url(), token, server.http()))
                            .toList(),
                    gateway.pid());
            Path home = Files.createDirectories(gateway.log("peer-home"));
            jupyter = JupyterServer.start(gateway, peerShare, Map.of("HOME", home.toString()));
            Result peer = browse(List.of(jupyter.server()), jupyter.process().pid());
            print(ours, peer);
        } finally {
            if (jupyter != null) {
                jupyter.process().destroy();
            }
            gateway.atelier("down", "--all");
        }
    }

    private List<String> admit() {
        List<String> tokens = new ArrayList<>();
        try (Database database = Database.open(gateway.home().resolve("atelier.db"))) {
            var people = new dev.atelier.gateway.identity.People(database);
            for (int i = 0; i < PEOPLE; i++) {
                String token = Secrets.draw();
                people.admit("person" + i, Role.CONTRIBUTOR, token);
                tokens.add(token);
            }
        }
        return tokens;
    }

    private static Result browse(List<Server> signIns, long process) throws IOException, InterruptedException {
        List<Browser> browsers = signIns.stream().map(Browser::new).toList();
        try {
            inTurns(browsers, browser -> {
                browser.signIn();
                browser.openLab();
                browser.listenToEvents();
            });
            for (int round = 0; round < ROUNDS; round++) {
                Thread.sleep(PAUSE_MILLIS);
                int number = round;
                inTurns(browsers, browser -> {
                    browser.poll();
                    if (number % 2 == 0) {
                        browser.openAndSave(NOTEBOOK, "copy-" + browsers.indexOf(browser) + ".ipynb");
                    }
                });
            }
        } finally {
            for (Browser browser : browsers) {
                browser.close();
            }
        }
        List<Double> millis = new ArrayList<>();
        browsers.forEach(browser -> millis.addAll(browser.millis()));
        return new Result(
                new Usage(List.of(process)).peakMemory() / 1024,
                Samples.of(millis),
                browsers.stream().mapToInt(Browser::refused).sum());
    }

    private interface Deed {
        void by(Browser browser) throws IOException, InterruptedException;
    }

    private static void inTurns(List<Browser> browsers, Deed deed) throws IOException, InterruptedException {
        try (ExecutorService threads =
                Executors.newFixedThreadPool(AT_A_TIME, Thread.ofVirtual().factory())) {
            List<Future<?>> all = new ArrayList<>();
            for (Browser browser : browsers) {
                all.add(threads.submit(() -> {
                    deed.by(browser);
                    return browser;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private static void print(Result ours, Result peer) {
        Table.row("measure", "Atelier, " + PEOPLE + " people", "jupyter_server 2.21.1, one person", "goal");
        Table.row("---", "---", "---", "---");
        Table.row("largest resident memory, MB", Long.toString(ours.peak()), Long.toString(peer.peak()), "≤ 1024");
        Table.row(
                "requests, ms (p50, p99)",
                ours.millis().percentiles(),
                peer.millis().percentiles(),
                "");
        Table.row("requests answered", count(ours), count(peer), "");
        Table.row("put off with 429", Integer.toString(ours.refused()), Integer.toString(peer.refused()), "");
    }

    private static String count(Result result) {
        return String.format(Locale.ROOT, "%,d", result.millis().millis().length);
    }
}
