package dev.atelier.agent.kernel;

import java.util.function.Consumer;

/** What the gateway is told of a kernel that died: {@code {"died":{"kernel":"…","reason":"…",…}}}. */
public record DeathNotice(Died died) {
    /** Which, and how. */
    public record Died(String kernel, Death death) {}

    /** Gets each; returns at once. */
    public interface Listener extends Consumer<DeathNotice> {}

    static DeathNotice of(String kernel, Death death) {
        return new DeathNotice(new Died(kernel, death));
    }
}
