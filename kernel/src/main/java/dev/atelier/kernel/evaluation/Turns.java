package dev.atelier.kernel.evaluation;

import dev.atelier.kernel.evaluation.Interrupts.Stretch;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who may use the compilers: one thread at a time, which JShell needs. While a thread runs the person's code the others have
 * their turn, so that a subshell works beside a cell that takes long.
 */
final class Turns {
    private final Interrupts interrupts;
    private final ReentrantLock compilers = new ReentrantLock();

    Turns(Interrupts interrupts) {
        this.interrupts = interrupts;
    }

    /** The calling thread has the compilers until the stretch is closed, and is not woken meanwhile. */
    Stretch compiling() {
        Stretch undisturbed = interrupts.undisturbed();
        compilers.lock();
        return () -> {
            compilers.unlock();
            undisturbed.close();
        };
    }

    /** The calling thread, which has the compilers, runs the person's code until the stretch is closed, and then has them again. */
    Stretch running() {
        int held = compilers.getHoldCount();
        for (int i = 0; i < held; i++) {
            compilers.unlock();
        }
        Stretch wakeable = interrupts.wakeable();
        return () -> {
            wakeable.close();
            for (int i = 0; i < held; i++) {
                compilers.lock();
            }
        };
    }
}
