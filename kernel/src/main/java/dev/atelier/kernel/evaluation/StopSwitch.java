package dev.atelier.kernel.evaluation;

import java.util.function.BooleanSupplier;

/**
 * What woven snippets call at the start of methods and before they jump back, so that a loop can be stopped. Static,
 * because it is called from the person's bytecode, which knows no instance of ours.
 */
public final class StopSwitch {
    private static volatile BooleanSupplier stopped;

    private StopSwitch() {}

    /** @throws CellInterruptedError when the calling thread works for a cell that was interrupted */
    public static void check() {
        BooleanSupplier condition = stopped;
        if (condition != null && condition.getAsBoolean()) {
            throw new CellInterruptedError();
        }
    }

    /** From now on every thread for which {@code condition} holds is stopped at its next check. */
    static void arm(BooleanSupplier condition) {
        stopped = condition;
    }

    static void disarm() {
        stopped = null;
    }
}
