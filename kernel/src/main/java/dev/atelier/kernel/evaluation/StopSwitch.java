package dev.atelier.kernel.evaluation;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MutableCallSite;
import java.util.function.BooleanSupplier;

/**
 * What woven snippets call at the start of methods and before they jump back, so that a loop can be stopped. Static,
 * because it is called from the person's bytecode, which knows no instance of ours.
 *
 * <p>Whether anything is to be stopped is a constant to the JIT, which it may forget: a volatile field, read in each turn, would keep
 * it from vectorizing loops, which made some of them nine times slower. Changing the constant throws the compiled code away
 * that was built on it, also under a loop that runs.
 */
public final class StopSwitch {
    private static final MethodHandle NO = MethodHandles.constant(boolean.class, false);
    private static final MethodHandle YES = MethodHandles.constant(boolean.class, true);
    private static final MutableCallSite ARMED = new MutableCallSite(NO);
    private static final MethodHandle IS_ARMED = ARMED.dynamicInvoker();

    private static volatile BooleanSupplier stopped = () -> false;

    private StopSwitch() {}

    /** @throws CellInterruptedError when the calling thread works for a cell that was interrupted */
    public static void check() {
        if (armed() && stopped.getAsBoolean()) {
            throw new CellInterruptedError();
        }
    }

    /** A handle's call may throw anything, as far as Java knows. */
    @SuppressWarnings("CatchThrowable")
    private static boolean armed() {
        try {
            return (boolean) IS_ARMED.invokeExact();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** From now on every thread for which {@code condition} holds is stopped at its next check. */
    static synchronized void arm(BooleanSupplier condition) {
        stopped = condition;
        set(YES);
    }

    static synchronized void disarm() {
        if (!ARMED.getTarget().equals(NO)) {
            set(NO);
        }
    }

    private static void set(MethodHandle state) {
        ARMED.setTarget(state);
        MutableCallSite.syncAll(new MutableCallSite[] {ARMED});
    }
}
