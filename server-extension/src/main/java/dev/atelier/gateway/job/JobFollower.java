package dev.atelier.gateway.job;

import dev.atelier.api.InstanceState;
import dev.atelier.api.JobState;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.compute.Agents;
import dev.atelier.gateway.compute.Computes;
import dev.atelier.gateway.compute.InstanceRecord;
import dev.atelier.gateway.compute.InstanceStore;
import dev.atelier.gateway.link.AgentClient;
import dev.atelier.gateway.link.AgentJob;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Brings one job from its queue to its end. Started anew after a restart of the gateway, it goes on where the job is. */
final class JobFollower {
    private static final System.Logger LOG = System.getLogger(JobFollower.class.getName());
    private static final Duration ANSWER = Duration.ofSeconds(40);
    private static final int WAIT_SECONDS = 20;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration AFTER_ERROR = Duration.ofSeconds(2);

    private final String name;
    private final JobStore store;
    private final InstanceStore instances;
    private final Agents agents;
    private final Computes computes;
    /** Said once in the log; it may last a night. */
    private boolean silent;

    JobFollower(String name, JobStore store, InstanceStore instances, Agents agents, Computes computes) {
        this.name = name;
        this.store = store;
        this.instances = instances;
        this.agents = agents;
        this.computes = computes;
    }

    /** What the agent is told of a job. */
    private record Order(List<String> command, String cwd, Map<String, String> environment, String log) {}

    void follow() {
        try {
            boolean live = true;
            while (live) {
                live = goesOn();
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, () -> name + ": no longer followed, the gateway ends");
        }
    }

    /** The border to the store: what can't be read or written now, on a full disk say, is tried again. */
    private boolean goesOn() throws InterruptedException {
        try {
            Optional<JobRecord> job = store.find(name).filter(j -> !j.state().ended());
            if (job.isPresent()) {
                step(job.orElseThrow());
            }
            return job.isPresent();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, () -> "job " + name + ": its state can't be read or written", e);
            Thread.sleep(AFTER_ERROR);
            return true;
        }
    }

    private void step(JobRecord job) throws InterruptedException {
        Optional<InstanceRecord> instance = instances.find(job.compute());
        if (instance.isEmpty()) {
            store.end(name, endOf(job), Optional.empty(), Optional.of("Its instance was deleted."));
            return;
        }
        Optional<AgentClient> agent =
                agents.of(job.compute()).filter(a -> instance.orElseThrow().state() == InstanceState.RUNNING);
        if (agent.isEmpty()) {
            withoutAgent(job, instance.orElseThrow());
            return;
        }
        if (job.state() == JobState.QUEUED) {
            Optional<String> before = store.takeTurn(job);
            if (before.isPresent()) {
                String reason = "Waits for " + before.orElseThrow() + ": " + job.compute() + " runs one job at a time.";
                store.move(name, JobState.QUEUED, Optional.of(reason));
                Thread.sleep(PAUSE);
            }
            return;
        }
        withAgent(job, instance.orElseThrow(), agent.orElseThrow());
    }

    private void withAgent(JobRecord job, InstanceRecord instance, AgentClient agent) throws InterruptedException {
        AgentJob run;
        try {
            run = ask(job, agent);
        } catch (ProblemException e) {
            refused(job, e);
            return;
        } catch (IOException e) {
            LOG.log(silent ? Level.DEBUG : Level.INFO, () -> "job " + name + ": " + e.getMessage());
            silent = true;
            Thread.sleep(PAUSE);
            return;
        }
        silent = false;
        if (run.state() != AgentJob.State.RUNNING) {
            awaitWritten(instance);
        }
        note(run);
        if (run.state() != AgentJob.State.RUNNING) {
            forget(agent);
        }
    }

    /** Whoever is told that it has ended shall find all that it put out. */
    private void awaitWritten(InstanceRecord instance) throws InterruptedException {
        try {
            computes.awaitWritten(instance);
        } catch (IOException | ProblemException e) {
            LOG.log(Level.INFO, () -> "job " + name + ": its files may come later: " + e.getMessage());
        }
    }

    /** What the agent kept of it is in the store now; where it does not hear us it only keeps a few lines too many. */
    private void forget(AgentClient agent) throws InterruptedException {
        try {
            agent.call("DELETE", path(), Optional.empty(), ANSWER);
        } catch (IOException | ProblemException e) {
            LOG.log(Level.INFO, () -> "job " + name + ": the agent keeps it: " + e.getMessage());
        }
    }

    /** The agent says no: for good, or because it is busy ending or overloaded, and then nothing is known. */
    private void refused(JobRecord job, ProblemException e) throws InterruptedException {
        int status = e.problem().status();
        boolean passing = status == 429 || status == 503 || (status >= 500 && job.state() != JobState.STARTING);
        if (passing) {
            LOG.log(Level.INFO, () -> "job " + name + ": asking again: " + e.getMessage());
            Thread.sleep(PAUSE);
        } else if (job.state() == JobState.CANCEL_REQUESTED) {
            store.end(name, JobState.CANCELED, Optional.empty(), Optional.of("Canceled before it began."));
        } else {
            store.end(name, JobState.FAILED, Optional.empty(), Optional.of(e.getMessage()));
        }
    }

    private static JobState endOf(JobRecord job) {
        return job.state() == JobState.CANCEL_REQUESTED ? JobState.CANCELED : JobState.FAILED;
    }

    private void withoutAgent(JobRecord job, InstanceRecord instance) throws InterruptedException {
        if (job.state() == JobState.QUEUED) {
            store.move(
                    name,
                    JobState.QUEUED,
                    Optional.of("Waits for " + instance.name() + ", which is " + instance.state() + "."));
        } else if (instance.state() == InstanceState.STOPPED) {
            store.end(name, endOf(job), Optional.empty(), Optional.of("Its instance was stopped."));
        } else if (job.state() == JobState.RUNNING && instance.state().settled()) {
            store.move(name, JobState.NOT_RESPONDING, Optional.of("Its instance is " + instance.state() + "."));
        }
        Thread.sleep(PAUSE);
    }

    private AgentJob ask(JobRecord job, AgentClient agent) throws IOException, InterruptedException {
        return switch (job.state()) {
            case STARTING -> {
                Order order = new Order(job.command(), job.folder(), job.environment(), job.log());
                yield agent.call("PUT", path(), Optional.of(order), ANSWER).as(AgentJob.class);
            }
            case CANCEL_REQUESTED -> {
                agent.call("POST", path() + "/cancel", Optional.empty(), ANSWER);
                yield await(agent);
            }
            case NOT_RESPONDING -> agent.get(path()).as(AgentJob.class);
            default -> await(agent);
        };
    }

    private AgentJob await(AgentClient agent) throws IOException, InterruptedException {
        return agent.call("GET", path() + "?wait=" + WAIT_SECONDS, Optional.empty(), ANSWER)
                .as(AgentJob.class);
    }

    private String path() {
        return "/agent/v1/jobs/" + name;
    }

    private void note(AgentJob run) {
        switch (run.state()) {
            case RUNNING -> store.started(name, run);
            case COMPLETED -> store.end(name, JobState.COMPLETED, Optional.of(run), Optional.empty());
            case CANCELED -> store.end(name, JobState.CANCELED, Optional.of(run), Optional.empty());
            case FAILED -> store.end(name, JobState.FAILED, Optional.of(run), Optional.of(whyFailed(run)));
        }
    }

    private static String whyFailed(AgentJob run) {
        return run.signal()
                .map(s -> "It was ended by " + s + ".")
                .or(() -> run.exitCode().map(c -> "It ended with exit code " + c + "."))
                .orElse("It was gone when its instance came back; how it ended is not known.");
    }
}
