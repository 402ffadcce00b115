package dev.atelier.gateway.jupyter;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.compute.Computes;
import dev.atelier.gateway.compute.InstanceRecord;
import dev.atelier.gateway.link.AgentClient;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The kernels that wait for their instances, each on a thread of its own. */
final class PendingStarts implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PendingStarts.class.getName());
    private static final Duration END = Duration.ofSeconds(2);

    private final Computes computes;
    private final Map<String, Waiting> byKernel = new ConcurrentHashMap<>();

    PendingStarts(Computes computes) {
        this.computes = computes;
    }

    private record Waiting(PendingStart start, Thread thread) {}

    /** What is to happen once the agent is there, and where none comes. */
    interface Work {
        /** @throws ProblemException where the kernel can't be started */
        void start(AgentClient agent) throws IOException, InterruptedException;

        void failed(Problem why);
    }

    Optional<PendingStart> of(String kernel) {
        return Optional.ofNullable(byKernel.get(kernel)).map(Waiting::start);
    }

    /** @return false where this kernel waits already */
    boolean begin(String kernel, String compute, Work work) {
        PendingStart start = new PendingStart(compute);
        start.say("The instance “" + compute + "” is about to be started.");
        Waiting waiting = byKernel.computeIfAbsent(
                kernel,
                id -> new Waiting(start, Thread.ofVirtual().name("start-" + id).start(() -> run(id, start, work))));
        return waiting.start() == start;
    }

    /**
     * Nobody wants the kernel any more; when it returns, nothing more is done for it.
     *
     * @return whether it waited
     */
    boolean cancel(String kernel) throws InterruptedException {
        Waiting waiting = byKernel.get(kernel);
        if (waiting == null) {
            return false;
        }
        // What the agent has been asked for is waited for: broken off, it would become a kernel that nobody knows.
        if (waiting.start().giveUp()) {
            waiting.thread().interrupt();
        }
        waiting.thread().join();
        return true;
    }

    private void run(String kernel, PendingStart start, Work work) {
        try {
            work(start, work);
        } catch (InterruptedException e) {
            start.failed(Problem.of(404, "unknown-kernel", "The kernel " + kernel + " was shut down before it began.")
                    .asException());
        } finally {
            byKernel.remove(kernel);
        }
    }

    /** The border: whatever comes of it is told to those who wait. */
    private void work(PendingStart start, Work work) throws InterruptedException {
        try {
            AgentClient agent = computes.awaitAgent(start.compute(), instance -> start.say(words(instance)));
            start.say("The instance “" + start.compute() + "” runs; the kernel is being started.");
            if (!start.handOver()) {
                throw new InterruptedException();
            }
            work.start(agent);
            start.started(agent);
        } catch (ProblemException e) {
            failed(start, work, e.problem());
        } catch (IOException e) {
            failed(start, work, unreachable(start.compute(), e));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, () -> "a kernel on " + start.compute() + " could not be started", e);
            failed(start, work, Problem.of(500, "not-started", "The kernel could not be started: " + e.getMessage()));
        }
    }

    private static void failed(PendingStart start, Work work, Problem why) {
        try {
            work.failed(why);
        } finally {
            start.failed(why.asException());
        }
    }

    private static String words(InstanceRecord instance) {
        return "The instance “" + instance.name() + "” is " + instance.state()
                + instance.reason().map(r -> ": " + r).orElse("") + ".";
    }

    private static Problem unreachable(String compute, IOException e) {
        return Problem.of(
                502,
                "agent-unreachable",
                "The instance “" + compute + "” runs, but its agent can't be reached: " + e.getMessage() + ".",
                "See how it is with: `compute show " + compute + "`");
    }

    @Override
    public void close() {
        for (Waiting waiting : byKernel.values()) {
            waiting.thread().interrupt();
            try {
                waiting.thread().join(END);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
