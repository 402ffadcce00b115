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
import java.util.Optional;

/** Prints a job's output while it comes, and says how it ended. A gateway that restarts meanwhile is waited for. */
final class JobWatch {
    private static final Duration PAUSE = Duration.ofMillis(150);
    private static final int MOST_TRIES = 200;

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
        try {
            return follow(begun, progress);
        } catch (MagicException e) {
            progress.update(
                    "goes on",
                    Tone.QUIET,
                    "it is not followed any more; end it with: "
                            + session.context().prompt() + "compute cancel " + name);
            throw e;
        }
    }

    private Job follow(Job begun, Progress progress) {
        Job job = begun;
        begun.reason().ifPresent(why -> progress.update(begun.state() + " on " + begun.compute(), Tone.BUSY, why));
        while (unanswered < MOST_TRIES) {
            if (!waits(job) && print()) {
                return ended(progress);
            }
            pause();
            Job before = job;
            job = look().orElse(before);
            if (job.state() != before.state() || !job.reason().equals(before.reason())) {
                progress.update(
                        job.state() + " on " + job.compute(),
                        Tone.of(job.state()),
                        job.reason().orElse(""));
            }
        }
        throw new MagicException("The gateway has not come back. The job goes on; follow it again later with: "
                + session.context().prompt() + "compute logs " + name + " --follow");
    }

    /** In the queue or on its way out of it: there is no output yet. */
    private static boolean waits(Job job) {
        return switch (job.state()) {
            case NOT_STARTED, QUEUED, PREPARING, STARTING -> true;
            case RUNNING, FINALIZING, COMPLETED, FAILED, CANCEL_REQUESTED, CANCELED, NOT_RESPONDING -> false;
        };
    }

    /** The job as it is; empty where the gateway is away just now. */
    private Optional<Job> look() {
        try {
            Job job = session.ask(client -> client.job(name));
            unanswered = 0;
            return Optional.of(job);
        } catch (MagicException e) {
            awaited(e);
            return Optional.empty();
        }
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
            awaited(e);
            return false;
        }
    }

    /** A gateway that is away is waited for; anything else is the end. */
    private void awaited(MagicException e) {
        boolean away = e.getCause() instanceof ProblemException problem
                && problem.problem().status() == 503;
        if (!away) {
            throw e;
        }
        unanswered++;
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
