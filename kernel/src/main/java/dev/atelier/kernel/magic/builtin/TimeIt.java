package dev.atelier.kernel.magic.builtin;

import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.MagicException;
import dev.atelier.kernel.magic.Repeatable;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a loop of compiled Java a few times. Before it measures, the loop runs until the JVM has compiled it well. */
@Command(
        description =
                "Tell how long Java takes when it runs again and again: %%timeit JAVA, or %%%%timeit over a cell; then the "
                        + "line is what runs once before each loop.")
final class TimeIt implements Callable<Timing> {
    private static final long LONG_ENOUGH = Duration.ofMillis(200).toNanos();

    /** By then the JVM has compiled whatever it will. */
    private static final long WARM = Duration.ofMillis(500).toNanos();

    private final MagicContext context;

    @Option(names = "-n", paramLabel = "LOOPS", description = "Turns of the loop; chosen so that it takes 0.2 s.")
    private long loops;

    @Option(
            names = "-r",
            paramLabel = "RUNS",
            description = "How often the loop is measured (default: ${DEFAULT-VALUE}).")
    private int runs = 7;

    @Parameters(arity = "0..1", paramLabel = "JAVA", description = "The Java to time; over a cell, its preparation.")
    private String line = "";

    TimeIt(MagicContext context) {
        this.context = context;
    }

    @Override
    public Timing call() throws Exception {
        if (loops < 0 || runs < 1) {
            throw new MagicException("Loops (-n " + loops + ") and runs (-r " + runs + ") are counted from 1.");
        }
        Repeatable java = context.body()
                .map(body -> context.requireNotebook().compile(line, body))
                .orElseGet(() -> context.requireNotebook().compile("", line));
        Timing timing = measured(java);
        context.print(timing + "\n");
        return timing;
    }

    private Timing measured(Repeatable java) throws Exception {
        long chosen = loops > 0 ? loops : chosen(java);
        warm(java, chosen);
        double[] perLoop = new double[runs];
        for (int i = 0; i < runs; i++) {
            perLoop[i] = nanos(java, chosen) / (double) chosen;
        }
        return Timing.of(perLoop, chosen);
    }

    /** Twice: what is compiled meanwhile takes fewer nanoseconds and so needs more turns. */
    private static long chosen(Repeatable java) throws Exception {
        long cold = enough(java, 1);
        return cold == 1 ? 1 : enough(java, cold);
    }

    private static long enough(Repeatable java, long from) throws Exception {
        long turns = from;
        while (nanos(java, turns) < LONG_ENOUGH) {
            turns = next(turns);
        }
        return turns;
    }

    /** 1, 2, 5, 10, 20, … */
    private static long next(long turns) {
        return Long.toString(turns).startsWith("2") ? turns / 2 * 5 : turns * 2;
    }

    private static void warm(Repeatable java, long turns) throws Exception {
        for (long spent = 0; spent < WARM; ) {
            spent += Math.max(1, nanos(java, turns));
        }
    }

    private static long nanos(Repeatable java, long turns) throws Exception {
        long start = System.nanoTime();
        try {
            java.run(turns);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("The code threw what is neither an exception nor an error.", e);
        }
        return System.nanoTime() - start;
    }
}
