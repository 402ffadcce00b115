package dev.atelier.agent.process;

import dev.atelier.agent.process.Signals.Signal;
import java.time.Duration;

/** A process group that began with one process of ours; it is ended as a whole. */
public final class ProcessGroup {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(30);
    private static final Duration AFTER_KILL = Duration.ofSeconds(2);

    private final ProcessId leader;

    public ProcessGroup(ProcessId leader) {
        this.leader = leader;
    }

    public ProcessId leader() {
        return leader;
    }

    /** @return false if nobody was there to get it */
    public boolean signal(Signal signal) {
        return Signals.toGroup(leader.pid(), signal);
    }

    /**
     * Ends the group: SIGTERM, and SIGKILL for what is still there after {@code grace}. Returns when nothing of it runs
     * any more (but zombies that nobody reaps), or two seconds after SIGKILL.
     */
    public void end(Duration grace) throws InterruptedException {
        if (signal(Signal.TERMINATE) && !goneWithin(grace)) {
            signal(Signal.KILL);
            goneWithin(AFTER_KILL);
        }
    }

    /** Waits for the last process of the group to go. */
    public boolean goneWithin(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (signal(Signal.NONE)
                && ProcessId.groupRuns(
                        leader.pid())) { // kill(2) is the only way to ask for a group, and it cannot be waited for
            if (System.nanoTime() - end >= 0) {
                return false;
            }
            Thread.sleep(LOOK_AGAIN);
        }
        return true;
    }
}
