package dev.atelier.bench;

import dev.atelier.bench.KernelKinds.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The Java kernel beside ipykernel and jjava, over raw ZeroMQ: what each of them takes for the same. */
final class KernelComparison {
    private static final int STARTS = 7;
    private static final int CELLS = 300;
    private static final int QUEUED = 50;
    private static final int QUESTIONS = 40;
    private static final int TIMES = 5;

    private final Path peers;
    private final Path work;
    private final Map<Measure, Map<String, List<Double>>> found = new EnumMap<>(Measure.class);

    /** What is measured, in the order of the table; with ipykernel's share that ours may take, where there is a goal. */
    private enum Measure {
        INFO("start to `kernel_info`, ms", "≤ 0.5 × ipykernel"),
        FIRST("start to the first `1+1`, ms", "≤ 0.6 × ipykernel"),
        WARM("warm cell `1+1`, ms (p50, p99)", "≤ 1 × ipykernel"),
        NEW("a new cell each time, `1+1`, `2+1` …, ms (p50, p99)", ""),
        QUEUE("50 cells sent at once, ms", "≤ 1 × ipykernel"),
        PRINT("100,000 lines printed, ms", "≤ 0.5 × ipykernel"),
        MESSAGES("stream messages for those", "≤ 200"),
        LOST("lines lost", "0"),
        MEMORY("resident memory at the start, MB", "≤ 120"),
        MEMORY_LATER("after 300 cells, MB", "≤ 180"),
        COMPLETE("complete, ms (p50, p99)", "≤ 30"),
        INSPECT_FIRST("inspect, the first, ms", "≤ 150"),
        INSPECT("inspect, ms (p50, p99)", "≤ 20"),
        SLEEP("interrupt of a sleep, ms", "≤ 50"),
        BUSY("interrupt of a busy loop, ms", "≤ 50"),
        CONTROL("control channel beside a cell, ms (p50, p99)", "≤ 5"),
        SHUTDOWN("shutdown, ms", "≤ 1000"),
        SHUTDOWN_BUSY("shutdown beside a busy loop, ms", "≤ 1000");

        private final String words;
        private final String goal;

        Measure(String words, String goal) {
            this.words = words;
            this.goal = goal;
        }

        boolean isPercentile() {
            return words.contains("p50");
        }
    }

    KernelComparison(Path peers, Path work) throws IOException {
        this.peers = peers;
        this.work = Files.createDirectories(work);
    }

    void run() throws IOException, InterruptedException {
        List<Kind> kinds = KernelKinds.in(peers).all();
        for (int i = 0; i < STARTS; i++) {
            for (Kind kind : kinds) {
                starts(kind);
            }
        }
        Map<Kind, KernelUnderTest> kernels = new HashMap<>();
        NumericLoops.Found numbers;
        try {
            for (Kind kind : kinds) {
                kernels.put(kind, start(kind));
                kernels.get(kind).awaitInfo();
                kernels.get(kind).awaitSubscription();
            }
            cells(kinds, kernels);
            outputs(kinds, kernels);
            questions(kinds, kernels);
            numbers = new NumericLoops(work).compare(kinds, kernels);
            interrupts(kinds, kernels);
        } finally {
            kernels.values().forEach(KernelUnderTest::close);
        }
        print(kinds);
        System.out.println();
        numbers.print();
    }

    private KernelUnderTest start(Kind kind) throws IOException {
        return new KernelUnderTest(kind, peers.resolve("bin/python"), work);
    }

    private void add(Measure measure, Kind kind, double value) {
        found.computeIfAbsent(measure, m -> new HashMap<>())
                .computeIfAbsent(kind.name(), k -> new ArrayList<>())
                .add(value);
    }

    private void starts(Kind kind) throws IOException, InterruptedException {
        try (KernelUnderTest kernel = start(kind)) {
            add(Measure.INFO, kind, kernel.awaitInfo());
            kernel.firstReply("1+1");
            add(Measure.FIRST, kind, kernel.age());
            kernel.awaitSubscription();
            add(Measure.MEMORY, kind, kernel.memory());
            add(Measure.SHUTDOWN, kind, kernel.shutDown());
        }
    }

    private void cells(List<Kind> kinds, Map<Kind, KernelUnderTest> kernels) throws IOException {
        for (int i = 0; i < CELLS; i++) {
            for (Kind kind : kinds) {
                add(Measure.WARM, kind, kernels.get(kind).run("1+1").millis());
                add(Measure.NEW, kind, kernels.get(kind).run((i + 2) + "+1").millis());
            }
        }
        for (Kind kind : kinds) {
            add(Measure.MEMORY_LATER, kind, kernels.get(kind).memory());
        }
        for (int i = 0; i < TIMES; i++) {
            for (Kind kind : kinds) {
                add(Measure.QUEUE, kind, kernels.get(kind).queue(Collections.nCopies(QUEUED, "1+1")));
            }
        }
    }

    private void outputs(List<Kind> kinds, Map<Kind, KernelUnderTest> kernels) {
        for (int i = 0; i < TIMES; i++) {
            for (Kind kind : kinds) {
                KernelUnderTest.Ended ended = kernels.get(kind).run(kind.code().print());
                int lines = (int) ended.streams()
                        .mapToLong(m ->
                                m.text("text").lines().filter(l -> !l.isEmpty()).count())
                        .sum();
                add(Measure.PRINT, kind, ended.millis());
                add(Measure.MESSAGES, kind, (int) ended.streams().count());
                add(Measure.LOST, kind, 100_000 - lines);
            }
        }
    }

    private void questions(List<Kind> kinds, Map<Kind, KernelUnderTest> kernels) {
        for (Kind kind : kinds) {
            add(Measure.INSPECT_FIRST, kind, inspect(kind, kernels.get(kind), 0));
            kernels.get(kind).complete(kind.code().complete());
        }
        for (int i = 0; i < QUESTIONS; i++) {
            for (Kind kind : kinds) {
                add(
                        Measure.COMPLETE,
                        kind,
                        kernels.get(kind).complete(kind.code().complete()));
                add(Measure.INSPECT, kind, inspect(kind, kernels.get(kind), i + 1));
            }
        }
    }

    private static double inspect(Kind kind, KernelUnderTest kernel, int number) {
        List<String> names = kind.code().inspect();
        String name = names.get(number % names.size());
        return kernel.inspect(name, name.length());
    }

    private void interrupts(List<Kind> kinds, Map<Kind, KernelUnderTest> kernels)
            throws IOException, InterruptedException {
        for (int i = 0; i < TIMES; i++) {
            for (Kind kind : kinds) {
                add(Measure.SLEEP, kind, kernels.get(kind).interrupt(kind.code().sleep()));
                add(Measure.BUSY, kind, kernels.get(kind).interrupt(kind.code().busy()));
            }
        }
        for (Kind kind : kinds) {
            KernelUnderTest kernel = kernels.get(kind);
            kernel.start(kind.code().busy());
            Thread.sleep(500);
            for (int i = 0; i < QUESTIONS; i++) {
                add(Measure.CONTROL, kind, kernel.infoOnControl());
            }
            add(Measure.SHUTDOWN_BUSY, kind, kernel.shutDown());
        }
    }

    private void print(List<Kind> kinds) {
        List<String> head = new ArrayList<>(List.of("measure"));
        kinds.forEach(kind -> head.add(kind.name()));
        head.addAll(List.of("Atelier ÷ ipykernel", "goal"));
        Table.row(head.toArray(String[]::new));
        Table.row(head.stream().map(cell -> "---").toArray(String[]::new));
        for (Measure measure : Measure.values()) {
            List<String> row = new ArrayList<>(List.of(measure.words));
            List<Samples> samples = kinds.stream()
                    .map(kind -> Samples.of(found.get(measure).get(kind.name())))
                    .toList();
            samples.forEach(s -> row.add(measure.isPercentile() ? s.percentiles() : s.spread()));
            double peer = samples.get(1).median();
            row.add(
                    peer == 0
                            ? ""
                            : String.format(Locale.ROOT, "%.2f", samples.get(0).median() / peer));
            row.add(measure.goal);
            Table.row(row.toArray(String[]::new));
        }
    }
}
