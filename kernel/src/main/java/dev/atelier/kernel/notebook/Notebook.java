package dev.atelier.kernel.notebook;

import dev.atelier.kernel.display.Bundle;
import dev.atelier.kernel.display.api.Renderers;
import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

    /**
     * Shows a value as these MIME types, as far as it can be. A text and bytes count as what their type says: {@code
     * display("<b>x</b>", "text/html")}, {@code display(bytes, "image/png")}. For JSON types, a chart's among them, it is a
     * text that is JSON, a map, a list, a record or a Jackson tree: {@code display(spec, "application/vnd.vegalite.v5+json")}.
     *
     * @return the id under which {@link #updateDisplay} replaces it
     * @throws IllegalArgumentException when it can be shown as none of them
     */
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

    /** What {@link #display(Object)} would show; a cell that ends with it shows it. */
    public static DisplayData render(Object value) {
        return host().displayData(host().render(Optional.ofNullable(value)));
    }

    /** What {@link #display(Object, String...)} would show. */
    public static DisplayData render(Object value, String... types) {
        return host().displayData(host().render(Optional.ofNullable(value), types));
    }

    /** Where types get their looks: {@code renderers().register(Point.class, "text/html", p -> "<b>" + p.x() + "</b>")}. */
    public static Renderers renderers() {
        return host().renderers();
    }

    /** A bar that code moves by itself, of {@code total} steps. */
    public static ProgressBar progressBar(long total, String label) {
        return bar(OptionalLong.of(total), label);
    }

    /** Draws a bar beside a loop: {@code for (var file : progress(files, "Reading"))}. */
    public static <T> Iterable<T> progress(Iterable<T> elements, String label) {
        OptionalLong total = elements instanceof Collection<?> all ? OptionalLong.of(all.size()) : OptionalLong.empty();
        return new Tracked<>(elements, total, size -> bar(size, label));
    }

    public static <T> Iterable<T> progress(Iterable<T> elements) {
        return progress(elements, "");
    }

    public static <T> Iterable<T> progress(T[] elements, String label) {
        return progress(Arrays.asList(elements), label);
    }

    public static <T> Iterable<T> progress(T[] elements) {
        return progress(elements, "");
    }

    /** The numbers from 0 to {@code times - 1}, with a bar. */
    public static Iterable<Integer> progress(int times, String label) {
        return new Tracked<>(
                () -> IntStream.range(0, times).iterator(),
                OptionalLong.of(Math.max(0, times)),
                size -> bar(size, label));
    }

    public static Iterable<Integer> progress(int times) {
        return progress(times, "");
    }

    /** A stream's elements with a bar; a second loop fails as the stream itself would. */
    @SuppressWarnings("StreamToIterable")
    public static <T> Iterable<T> progress(Stream<T> elements, String label) {
        return progress(elements::iterator, label);
    }

    public static <T> Iterable<T> progress(Stream<T> elements) {
        return progress(elements, "");
    }

    private static ProgressBar bar(OptionalLong total, String label) {
        Host host = host();
        String id = UUID.randomUUID().toString();
        return new ProgressBar(
                total,
                label,
                first -> host.display(first.withDisplayId(id)),
                next -> host.updateDisplay(next.withDisplayId(id)),
                System::nanoTime);
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
