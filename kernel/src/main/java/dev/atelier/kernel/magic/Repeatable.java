package dev.atelier.kernel.magic;

/** Java in a loop of its own. */
@FunctionalInterface
public interface Repeatable {
    /** @throws Throwable what the Java throws */
    void run(long times) throws Throwable;
}
