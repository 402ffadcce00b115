package dev.atelier.agent.process;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** Signals to whole process groups, which the JDK itself cannot send. */
public final class Signals {
    private static final MethodHandle KILL = kill();

    private Signals() {}

    /** The signals that the agent sends. */
    public enum Signal {
        NONE(0),
        HANGUP(1),
        INTERRUPT(2),
        KILL(9),
        TERMINATE(15);

        private final int number;

        Signal(int number) {
            this.number = number;
        }
    }

    /**
     * Sends a signal to every process of the group that {@code leader} leads or led.
     *
     * @return whether the group has (or had, up to now) a member
     */
    public static boolean toGroup(long leader, Signal signal) {
        if (leader <= 1) {
            throw new IllegalArgumentException("not a process group of ours: " + leader);
        }
        try {
            return (int) KILL.invokeExact((int) -leader, signal.number) == 0;
        } catch (Throwable e) { // what invokeExact declares; a call to kill(2) throws nothing
            throw new IllegalStateException("kill(2) could not be called", e);
        }
    }

    /** The name of the signal that ended a process, as shells and the JDK report it: 128 and its number. */
    public static String describeExit(int code) {
        return code > 128 ? "signal " + (code - 128) + name(code - 128) : "exit code " + code;
    }

    /** The name of the signal that ended a process with this code; empty where it ended by itself. */
    public static Optional<String> signal(int code) {
        return code > 128
                ? Optional.of(Optional.of(name(code - 128).replaceAll("[ ()]|,.*", ""))
                        .filter(name -> !name.isEmpty())
                        .orElse("signal " + (code - 128)))
                : Optional.empty();
    }

    private static String name(int signal) {
        return switch (signal) {
            case 1 -> " (SIGHUP)";
            case 2 -> " (SIGINT)";
            case 4 -> " (SIGILL)";
            case 6 -> " (SIGABRT)";
            case 7 -> " (SIGBUS)";
            case 8 -> " (SIGFPE)";
            case 9 -> " (SIGKILL, often for lack of memory)";
            case 11 -> " (SIGSEGV)";
            case 15 -> " (SIGTERM)";
            default -> "";
        };
    }

    @SuppressWarnings("restricted") // kill(2) is what this class is for
    private static MethodHandle kill() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("kill"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    }
}
