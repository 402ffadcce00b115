package dev.atelier.kernel.magic.builtin;

import dev.atelier.kernel.magic.MagicContext;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(description = "Run Java and tell how long it took: %%time EXPRESSION, or %%%%time over a cell.")
final class Time implements Callable<Duration> {
    private final MagicContext context;

    @Parameters(arity = "0..1", paramLabel = "JAVA", description = "The Java to run.")
    private String line = "";

    Time(MagicContext context) {
        this.context = context;
    }

    @Override
    public Duration call() {
        long start = System.nanoTime();
        context.requireNotebook().runJava(line + "\n" + context.body().orElse(""));
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        context.print(String.format("%.3f s%n", taken.toNanos() / 1e9));
        return taken;
    }
}
