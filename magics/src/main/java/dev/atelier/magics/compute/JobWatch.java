package dev.atelier.magics.compute;

import dev.atelier.api.Job;
import dev.atelier.api.JobState;
import dev.atelier.api.ProblemException;
import dev.atelier.kernel.magic.MagicException;
import dev.atelier.magics.Session;
import dev.atelier.magics.show.Ages;
import dev.atelier.magics.show.Progress;
import dev.atelier.magics.show.Tone;
import java.time.Duration;
import java.time.Instant;

/** Prints a job's output while it comes, and says how it ended. A gateway that restarts meanwhile is waited for. */
final class JobWatch {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int MOST_TRIES = 60;

    private final Session session;
    private final String name;
    private final Duration pause;
    private long printed;
    private int unanswered;

    JobWatch(Session session, String name) {
        this(session, name, PAUSE);
    }

    /** @param pause between two tries */
    JobWatch(Session session, String name, Duration pause) {
        this.session = session;
        this.name = name;
        this.pause = pause;
    }

    Job follow() {
        Job begun = session.ask(client -> client.job(name));
        Progress progress = new Progress(session.context(), name, begun.state() + " on " + begun.compute());
        while (unanswered < MOST_TRIES) {
            if (print()) {
                return ended(progress);
            }
            pause();
        }
        throw new MagicException("The gateway has not come back. The job goes on; follow it again later with: "
                + session.context().prompt() + "compute logs " + name + " --follow");
    }

    /** Whether the output came to its end; lines that were printed before the gateway went away are passed over. */
    private boolean print() {
        long[] seen = {0};
        try {
            session.tell(client -> client.followLog(name, line -> {
                seen[0]++;
                if (seen[0] > printed) {
                    printed = seen[0];
                    unanswered = 0;
                    session.context().print(line + "\n");
                }
                return true;
            }));
            unanswered = 0;
            return session.ask(client -> client.job(name)).state().ended();
        } catch (MagicException e) {
            if (e.getCause() instanceof ProblemException problem
                    && problem.problem().status() == 503) {
                unanswered++;
                return false;
            }
            throw e;
        }
    }

    private Job ended(Progress progress) {
        Job job = session.ask(client -> client.job(name));
        Instant end = job.ended().orElseGet(Instant::now);
        String took = job.started()
                .map(s -> "ran " + Ages.words(Duration.between(s, end)))
                .orElse("never ran");
        String code = job.exitCode().map(c -> "exit code " + c + ", ").orElse("");
        String why = job.reason().map(r -> ", " + r).orElse("");
        progress.update(job.state(), Tone.of(job.state()), code + took + ", log: " + job.log() + why);
        return job;
    }

    /** What a terminal gets for a job that was followed to its end: scripts go on only behind one that did its work. */
    static int exitCode(Job job) {
        return job.state() == JobState.COMPLETED ? 0 : 1;
    }

    private void pause() {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MagicException("Interrupted; the job goes on.", e);
        }
    }
}
