package dev.atelier.bench;

import dev.atelier.bench.KernelKinds.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The same numeric loops in cells of Java kernels and under plain {@code java}, in turns. */
final class NumericLoops {
    private static final int ROUNDS = 5;
    private static final String PLAIN = "plain java";

    /** Says how many milliseconds each loop took, the best of six times: {@code sieve=44.1 dot=26.0}. */
    private static final String METHODS = """
            %1$slong sieve(boolean[] composite) {
                Arrays.fill(composite, false);
                long sum = 0;
                for (int i = 2; i < composite.length; i++) {
                    if (!composite[i]) {
                        sum += i;
                        for (long j = (long) i * i; j < composite.length; j += i) {
                            composite[(int) j] = true;
                        }
                    }
                }
                return sum;
            }
            %1$slong dot(double[] a, double[] b) {
                double sum = 0;
                for (int round = 0; round < 10; round++) {
                    for (int i = 0; i < a.length; i++) {
                        a[i] = i + round;
                        b[i] = i %% 7;
                    }
                    for (int i = 0; i < a.length; i++) {
                        sum += a[i] * b[i];
                    }
                }
                return (long) sum;
            }
            %1$slong mandelbrot() {
                long total = 0;
                for (int y = 0; y < 200; y++) {
                    for (int x = 0; x < 200; x++) {
                        double re = 0, im = 0;
                        int k = 0;
                        while (k < 500 && re * re + im * im < 4) {
                            double next = re * re - im * im + x / 100.0 - 1.5;
                            im = 2 * re * im + y / 100.0 - 1;
                            re = next;
                            k++;
                        }
                        total += k;
                    }
                }
                return total;
            }
            %1$slong matrices(double[][] a, double[][] b, double[][] c) {
                int n = a.length;
                for (int i = 0; i < n; i++) {
                    for (int j = 0; j < n; j++) {
                        a[i][j] = i + j;
                        b[i][j] = i - j;
                    }
                }
                for (int round = 0; round < 20; round++) {
                    for (int i = 0; i < n; i++) {
                        for (int k = 0; k < n; k++) {
                            double x = a[i][k];
                            for (int j = 0; j < n; j++) {
                                c[i][j] += x * b[k][j];
                            }
                        }
                    }
                }
                return (long) c[n / 2][n / 3];
            }
            %1$sString loops() {
                boolean[] composite = new boolean[20_000_001];
                double[] x = new double[1_000_000], y = new double[1_000_000];
                double[][] a = new double[300][300], b = new double[300][300], c = new double[300][300];
                double[] best = {1e9, 1e9, 1e9, 1e9};
                long kept = 0;
                for (int time = 0; time < 6; time++) {
                    long t0 = System.nanoTime();
                    kept += sieve(composite);
                    long t1 = System.nanoTime();
                    kept += dot(x, y);
                    long t2 = System.nanoTime();
                    kept += mandelbrot();
                    long t3 = System.nanoTime();
                    kept += matrices(a, b, c);
                    long t4 = System.nanoTime();
                    best[0] = Math.min(best[0], (t1 - t0) / 1e6);
                    best[1] = Math.min(best[1], (t2 - t1) / 1e6);
                    best[2] = Math.min(best[2], (t3 - t2) / 1e6);
                    best[3] = Math.min(best[3], (t4 - t3) / 1e6);
                }
                return "sieve=" + best[0] + " dot=" + best[1] + " mandelbrot=" + best[2] + " matrices=" + best[3]
                        + (kept == 0 ? " " : "");
            }
            """;

    private final Path work;

    NumericLoops(Path work) {
        this.work = work;
    }

    /** Milliseconds by loop and by who ran it. */
    record Found(Map<String, Map<String, List<Double>>> millis) {

        private void add(String who, String loops) {
            for (String loop : loops.replace("\"", "").strip().split(" ")) {
                String[] parts = loop.split("=");
                millis.computeIfAbsent(parts[0], l -> new LinkedHashMap<>())
                        .computeIfAbsent(who, w -> new ArrayList<>())
                        .add(Double.valueOf(parts[1]));
            }
        }

        void print() {
            List<String> who = List.copyOf(millis.values().iterator().next().keySet());
            List<String> head = new ArrayList<>(List.of("numeric loop, ms"));
            head.addAll(who);
            head.addAll(List.of("Atelier ÷ plain java", "goal"));
            Table.row(head.toArray(String[]::new));
            Table.row(head.stream().map(cell -> "---").toArray(String[]::new));
            millis.forEach((loop, times) -> {
                List<String> row = new ArrayList<>(List.of(loop));
                who.forEach(name -> row.add(Samples.of(times.get(name)).spread()));
                row.add(String.format(
                        Locale.ROOT,
                        "%.2f",
                        Samples.of(times.get("Atelier")).median()
                                / Samples.of(times.get(PLAIN)).median()));
                row.add("≤ 1.05");
                Table.row(row.toArray(String[]::new));
            });
        }
    }

    Found compare(List<Kind> kinds, Map<Kind, KernelUnderTest> kernels) throws IOException, InterruptedException {
        Path file = work.resolve("Loops.java");
        Files.writeString(
                file,
                "import java.util.*;\n\nclass Loops {\n" + METHODS.formatted("static ")
                        + "public static void main(String[] none) { System.out.println(loops()); }\n}\n");
        List<Kind> java =
                kinds.stream().filter(kind -> !kind.name().equals("ipykernel")).toList();
        for (Kind kind : java) {
            kernels.get(kind).run(METHODS.formatted(""));
        }
        Found found = new Found(new LinkedHashMap<>());
        for (int i = 0; i < ROUNDS; i++) {
            for (Kind kind : java) {
                found.add(kind.name(), kernels.get(kind).value("loops()"));
            }
            found.add(PLAIN, plain(file));
        }
        return found;
    }

    /** With the kernel's collector, which has no part in it: nothing is allocated in the loops. */
    private static String plain(Path file) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("plain java could not run the loops");
        }
        return said;
    }
}
