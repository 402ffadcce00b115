package dev.atelier.kernel.notebook;

import dev.atelier.kernel.display.Bundle;
import io.github.spencerpark.jupyter.kernel.BaseKernel;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Functions that every cell may call; imported into each notebook. Static, because a cell's code holds no object of
 * ours: one JVM is one kernel.
 */
public final class Notebook {
    private static final AtomicReference<Host> HOST = new AtomicReference<>();

    private Notebook() {}

    /** Called once, by the kernel. */
    public static void open(Host host) {
        HOST.set(host);
    }

    private static Host host() {
        Host host = HOST.get();
        if (host == null) {
            throw new IllegalStateException("There is no notebook: this code runs outside a kernel.");
        }
        return host;
    }

    /**
     * Shows a value.
     *
     * @return the id under which {@link #updateDisplay} replaces it
     */
    public static String display(Object value) {
        return shown(host().render(Optional.ofNullable(value)));
    }

    /** Shows a value as these MIME types; a text counts as what its type says: {@code display("<b>x</b>", "text/html")}. */
    public static String display(Object value, String... types) {
        return shown(host().render(Optional.ofNullable(value), types));
    }

    private static String shown(Bundle bundle) {
        String id = bundle.displayId().orElseGet(() -> UUID.randomUUID().toString());
        host().display(bundle.withDisplayId(id));
        return id;
    }

    /** Replaces what {@link #display} showed. */
    public static void updateDisplay(String id, Object value) {
        host().updateDisplay(host().render(Optional.ofNullable(value)).withDisplayId(id));
    }

    public static void updateDisplay(String id, Object value, String... types) {
        host().updateDisplay(host().render(Optional.ofNullable(value), types).withDisplayId(id));
    }

    /** Empties the cell's output. */
    public static void clearOutput() {
        host().clearOutput(Host.Clearing.NOW);
    }

    /** Empties it, at once or ({@code true}) only when something new comes, which does not flicker. */
    public static void clearOutput(boolean waitForNext) {
        host().clearOutput(waitForNext ? Host.Clearing.BEFORE_NEXT_OUTPUT : Host.Clearing.NOW);
    }

    /** Asks the person for a line. */
    public static String input(String prompt) {
        return host().input(prompt, Host.Secrecy.VISIBLE);
    }

    /** Asks for a line without showing what is typed. */
    public static String password(String prompt) {
        return host().input(prompt, Host.Secrecy.HIDDEN);
    }

    /** The base kernel, with whose renderer and comm manager libraries register. */
    public static BaseKernel kernel() {
        return host().baseKernel();
    }

    /** What a magic returned, for the line that assigns it; a wrong type is a {@link ClassCastException} there. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public static <T> T magicValue(String token) {
        return (T) host().magicValue(token);
    }
}
