package dev.atelier.agent.kernel;

import dev.atelier.agent.process.FreeMemory;
import dev.atelier.agent.process.MemoryKills;
import dev.atelier.agent.process.ProcessId;
import dev.atelier.agent.process.Signals;
import dev.atelier.api.Timestamps;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * What was last seen of a living process, so that its end can be told: afterwards nobody can ask what it held. Whether the
 * system ended it for lack of memory is written nowhere but in the system's log, which is not ours to read. The count of such
 * ends says it: where that has risen since the last look and the process was killed, it was this one.
 */
final class Vitals {
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final int KILLED = 128 + 9;

    private final ProcessId process;
    private final MemoryKills kills;
    private final FreeMemory memory;
    private final long began = System.nanoTime();
    private final ScheduledFuture<?> looking;
    private volatile Seen seen;

    /** At one moment. The count is the one before that too: the last look may have been between count and kill. */
    private record Seen(Optional<Long> killsBefore, Optional<Long> kills, Optional<Long> held) {}

    Vitals(ProcessId process, MemoryKills kills, FreeMemory memory, ScheduledExecutorService timer) {
        this.process = process;
        this.kills = kills;
        this.memory = memory;
        Optional<Long> count = kills.count();
        this.seen = new Seen(count, count, memory.heldBy(process));
        this.looking = timer.scheduleWithFixedDelay(this::look, 1, EVERY.toSeconds(), TimeUnit.SECONDS);
    }

    private void look() {
        Seen before = seen;
        Optional<Long> held = memory.heldBy(process);
        if (held.isPresent()) { // a process that ends holds nothing
            seen = new Seen(before.kills(), kills.count(), held);
        }
    }

    /** No more looks. */
    void end() {
        looking.cancel(false);
    }

    /** How it ended, by its code as the JDK reports it: a signal's is 128 and its number. */
    Death ended(int code) {
        end();
        Optional<String> signal = Signals.signal(code);
        boolean outOfMemory = code == KILLED && rose();
        Optional<Integer> exitCode = signal.isPresent() ? Optional.empty() : Optional.of(code);
        return new Death(words(code, outOfMemory), exitCode, signal, outOfMemory, Timestamps.now());
    }

    /** How a process ended that is not our child: of such a one neither exit code nor signal is told. */
    Death gone() {
        end();
        boolean rose = rose();
        String words = rose
                ? "The kernel has ended, most likely by the system because " + scarcity() + "."
                : "The kernel has ended; how is not known, since an earlier agent had started it.";
        return new Death(words, Optional.empty(), Optional.empty(), rose, Timestamps.now());
    }

    private boolean rose() {
        return kills.count()
                .flatMap(now -> seen.killsBefore().map(before -> now > before))
                .orElse(false);
    }

    private String words(int code, boolean outOfMemory) {
        if (outOfMemory) {
            return "The kernel was ended by the system (signal 9, SIGKILL) because " + scarcity() + ".";
        }
        String after = " after " + age();
        if (code == KILLED && kills.count().isPresent()) {
            return "The kernel was ended by signal 9 (SIGKILL)" + after
                    + ", which somebody sent: the system has ended nothing for lack of memory.";
        }
        return code > 128
                ? "The kernel was ended by " + Signals.describeExit(code) + after + "."
                : "The kernel ended with " + Signals.describeExit(code) + after + ".";
    }

    private String scarcity() {
        String limit =
                memory.limit().map(bytes -> "the limit is " + gibibytes(bytes)).orElse("its limit is not known");
        String held = seen.held()
                .map(bytes -> ", and the kernel was last seen with " + gibibytes(bytes))
                .orElse("");
        return "the instance ran out of memory: " + limit + held;
    }

    private String age() {
        Duration age = Duration.ofNanos(System.nanoTime() - began);
        if (age.toMinutes() < 2) {
            return age.toSeconds() + " s";
        }
        return age.toHours() < 2 ? age.toMinutes() + " min" : age.toHours() + " h";
    }

    static String gibibytes(long bytes) {
        return bytes < 1L << 30
                ? (bytes >> 20) + " MiB"
                : String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
    }
}
