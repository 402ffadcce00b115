package dev.atelier.kernel.magic.builtin;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What {@code %timeit} measured.
 *
 * @param mean nanoseconds that a turn of the loop took, over all runs
 * @param deviation their standard deviation between runs, in nanoseconds
 * @param loops turns of the loop in each run
 */
public record Timing(double mean, double deviation, int runs, long loops) {

    /** @param perLoop nanoseconds per turn, for each run */
    static Timing of(double[] perLoop, long loops) {
        double mean = Arrays.stream(perLoop).average().orElse(0);
        double variance = Arrays.stream(perLoop)
                .map(nanos -> (nanos - mean) * (nanos - mean))
                .average()
                .orElse(0);
        return new Timing(mean, Math.sqrt(variance), perLoop.length, loops);
    }

    private record Unit(String name, double nanos) {}

    private static final List<Unit> UNITS =
            List.of(new Unit("s", 1e9), new Unit("ms", 1e6), new Unit("µs", 1e3), new Unit("ns", 1));

    /** As IPython says it: {@code 1.23 µs ± 45.6 ns per loop (mean ± std. dev. of 7 runs, 1,000,000 loops each)}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s ± %s per loop (mean ± std. dev. of %d %s, %,d %s each)",
                time(mean),
                time(deviation),
                runs,
                runs == 1 ? "run" : "runs",
                loops,
                loops == 1 ? "loop" : "loops");
    }

    /** Three digits that say something. */
    static String time(double nanos) {
        Unit unit = UNITS.stream().filter(u -> nanos >= u.nanos()).findFirst().orElse(UNITS.getLast());
        double value = nanos / unit.nanos();
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f %s", value, unit.name());
    }
}
