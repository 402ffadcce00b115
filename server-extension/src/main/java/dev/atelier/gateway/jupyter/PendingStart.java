package dev.atelier.gateway.jupyter;

import dev.atelier.api.ProblemException;
import dev.atelier.gateway.link.AgentClient;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * A kernel whose instance has to start first. Any thread asks; the one that starts the kernel says what it does and what
 * came of it.
 */
public final class PendingStart {
    private final String compute;
    private final CompletableFuture<AgentClient> outcome = new CompletableFuture<>();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);
    private volatile String words = "";

    private enum Stage {
        WAITING,
        WITH_THE_AGENT,
        GIVEN_UP
    }

    PendingStart(String compute) {
        this.compute = compute;
    }

    public String compute() {
        return compute;
    }

    /** What is being done now, as a sentence for a person. */
    public String words() {
        return words;
    }

    /** Gets each new sentence, on the thread that says it, which must not wait for it. */
    public void follow(Consumer<String> listener) {
        listeners.add(listener);
    }

    /** The agent that has the kernel; fails with the {@link ProblemException} that says why there will be none. */
    public CompletableFuture<AgentClient> outcome() {
        return outcome.copy();
    }

    /** Whether the agent may be asked now; from then on it is too late to give up. */
    boolean handOver() {
        return stage.compareAndSet(Stage.WAITING, Stage.WITH_THE_AGENT);
    }

    /** Whether the agent will not be asked any more. */
    boolean giveUp() {
        return stage.compareAndSet(Stage.WAITING, Stage.GIVEN_UP) || stage.get() == Stage.GIVEN_UP;
    }

    void say(String sentence) {
        words = sentence;
        listeners.forEach(listener -> listener.accept(sentence));
    }

    void started(AgentClient agent) {
        outcome.complete(agent);
    }

    void failed(ProblemException why) {
        outcome.completeExceptionally(why);
    }
}
