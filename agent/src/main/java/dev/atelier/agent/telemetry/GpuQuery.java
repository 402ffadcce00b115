package dev.atelier.agent.telemetry;

import dev.atelier.agent.process.InstanceEnvironment;
import dev.atelier.api.GpuUsage;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Asks {@code nvidia-smi}, which comes with NVIDIA's driver; where there is none, there is no GPU to tell of. */
final class GpuQuery {
    private static final Logger LOG = System.getLogger(GpuQuery.class.getName());
    private static final long SECONDS = 5;
    private static final int MOST_BYTES = 1 << 16;
    private static final int MOST_GPUS = 64;
    private static final long MEBIBYTE = 1 << 20;
    /** The name comes last, as the one thing that could have a comma in it. */
    private static final List<String> COLUMNS = List.of(
            "index", "uuid", "memory.total", "memory.used", "utilization.gpu", "temperature.gpu", "power.draw", "name");

    /** By {@code env}, which looks for it on the instance's own path. */
    private static final List<String> COMMAND =
            List.of("env", "nvidia-smi", "--query-gpu=" + String.join(",", COLUMNS), "--format=csv,noheader,nounits");

    private final InstanceEnvironment environment;
    /** Where a driver hangs, its process can't even be ended; one is enough. */
    private Optional<Process> last = Optional.empty();

    GpuQuery(InstanceEnvironment environment) {
        this.environment = environment;
    }

    /** None where nothing tells of one within five seconds. One thread at a time. */
    List<GpuUsage> gpus() throws InterruptedException {
        if (last.filter(Process::isAlive).isPresent()) {
            return List.of();
        }
        ProcessBuilder builder = new ProcessBuilder(COMMAND).redirectError(ProcessBuilder.Redirect.DISCARD);
        environment.fill(builder.environment(), Map.of());
        try {
            Process process = builder.start();
            last = Optional.of(process);
            return read(process);
        } catch (IOException e) {
            return List.of(); // no env: this is no Unix
        }
    }

    private static List<GpuUsage> read(Process process) throws InterruptedException {
        CompletableFuture<String> said = new CompletableFuture<>();
        Thread.ofVirtual().name("nvidia-smi").start(() -> said.complete(text(process)));
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            LOG.log(Level.WARNING, "nvidia-smi does not answer within {0} s.", SECONDS);
            return List.of();
        }
        // A child of its own may hold its output open.
        return process.exitValue() == 0
                ? parse(said.completeOnTimeout("", 1, TimeUnit.SECONDS).join())
                : List.of();
    }

    private static String text(Process process) {
        try (InputStream in = process.getInputStream()) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) { // it was ended
            return "";
        }
    }

    static List<GpuUsage> parse(String lines) {
        return lines.lines()
                .map(line -> line.split(",\\s*", COLUMNS.size()))
                .filter(row -> row.length == COLUMNS.size() && row[0].matches("\\d{1,4}"))
                .limit(MOST_GPUS)
                .map(row -> new GpuUsage(
                        Integer.parseInt(row[0]),
                        row[1],
                        row[7].strip(),
                        number(row[2]).map(GpuQuery::bytes),
                        number(row[3]).map(GpuQuery::bytes),
                        number(row[4]).map(percent -> percent / 100),
                        number(row[5]),
                        number(row[6])))
                .toList();
    }

    private static long bytes(double mebibytes) {
        return (long) (mebibytes * MEBIBYTE);
    }

    /** Empty for {@code [N/A]} and whatever else is none. */
    private static Optional<Double> number(String cell) {
        return Stream.of(cell.strip())
                .filter(text -> text.matches("\\d{1,12}(\\.\\d{1,6})?"))
                .map(Double::valueOf)
                .findFirst();
    }
}
