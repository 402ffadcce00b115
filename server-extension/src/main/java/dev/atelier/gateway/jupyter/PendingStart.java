package dev.atelier.gateway.jupyter;

import dev.atelier.api.ProblemException;
import dev.atelier.gateway.link.AgentClient;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A kernel whose instance has to start first. Any thread asks; the one that starts the kernel says what it does and what
 * came of it.
 */
public final class PendingStart {
    private final String compute;
    private final CompletableFuture<AgentClient> outcome = new CompletableFuture<>();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private volatile String words = "";

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
