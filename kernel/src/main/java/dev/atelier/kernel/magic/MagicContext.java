package dev.atelier.kernel.magic;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What a magic may use of its host: a kernel's cell, or a terminal. */
public interface MagicContext {

    /** The rest of the cell, below {@code %%name …}; empty for a line magic. */
    Optional<String> body();

    /** Whether the line gives the magic's value to a variable: what was only to be looked at need not be printed. */
    default boolean assigned() {
        return false;
    }

    Path workingFolder();

    Map<String, String> environment();

    /** Prints text as the cell's (or the terminal's) standard output. */
    void print(String text);

    /** Shows something once. */
    void show(Rendering rendering);

    /** Shows something that will be drawn again, in the same place. */
    LiveRendering live(Rendering first);

    /** Where the magic runs: what a message may tell the person to type next begins with this ({@code %}, {@code ./atelier }). */
    String prompt();

    /** The notebook whose cell calls the magic; empty in a terminal. */
    default Optional<NotebookAccess> notebook() {
        return Optional.empty();
    }

    /** @throws MagicException in a terminal */
    default NotebookAccess requireNotebook() {
        return notebook()
                .orElseThrow(() -> new MagicException("There is no notebook here: type this into one of its cells."));
    }
}
