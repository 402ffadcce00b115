package dev.atelier.kernel;

/** Ctrl-C in the terminal that runs Jupyter reaches the kernel too; interrupts come as messages, so it is ignored. */
final class Signals {
    private Signals() {}

    /** By reflection, because javac warns of {@code sun.misc}, and there is no other way in Java. */
    static void ignoreInterrupts() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            signal.getMethod("handle", signal, handler)
                    .invoke(
                            null,
                            signal.getConstructor(String.class).newInstance("INT"),
                            handler.getField("SIG_IGN").get(null));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This JVM has no module jdk.unsupported: " + e, e);
        }
    }
}
