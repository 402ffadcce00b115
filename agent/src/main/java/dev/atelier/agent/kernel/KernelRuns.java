package dev.atelier.agent.kernel;

import dev.atelier.agent.process.ProcessGroup;
import dev.atelier.agent.process.ProcessId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The two ways to a running process: started by this agent, or found. */
final class KernelRuns {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

    private KernelRuns() {}

    static KernelRun of(
            Launcher.Launched launched, KernelSettings settings, String kernelId, KernelRun.Listener listener) {
        Vitals vitals = new Vitals(launched.id(), settings.kills(), settings.memory(), settings.timer());
        CompletableFuture<Death> exit = launched.process().onExit().thenApply(ended -> vitals.ended(ended.exitValue()));
        return new KernelRun(
                new ProcessGroup(launched.id()), exit, launched.connection(), settings, kernelId, listener);
    }

    /** A process that is not our child: its end is seen by looking, its exit code by nobody. */
    static KernelRun found(
            ProcessId process,
            ConnectionInfo connection,
            KernelSettings settings,
            String kernelId,
            KernelRun.Listener listener) {
        Vitals vitals = new Vitals(process, settings.kills(), settings.memory(), settings.timer());
        CompletableFuture<Death> exit = new CompletableFuture<>();
        ScheduledFuture<?> look = settings.timer()
                .scheduleWithFixedDelay(
                        () -> {
                            if (!process.alive()) {
                                exit.complete(vitals.gone());
                            }
                        },
                        0,
                        LOOK_AGAIN.toMillis(),
                        TimeUnit.MILLISECONDS);
        exit.thenRun(() -> look.cancel(false));
        exit.thenRun(vitals::end);
        return new KernelRun(new ProcessGroup(process), exit, connection, settings, kernelId, listener);
    }
}
