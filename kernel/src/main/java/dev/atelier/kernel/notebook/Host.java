package dev.atelier.kernel.notebook;

import dev.atelier.kernel.display.Bundle;
import io.github.spencerpark.jupyter.kernel.BaseKernel;
import java.util.Optional;

/** The kernel behind {@link Notebook}. */
public interface Host {
    Bundle render(Optional<Object> value, String... types);

    void display(Bundle bundle);

    void updateDisplay(Bundle bundle);

    void clearOutput(Clearing when);

    String input(String prompt, Secrecy secrecy);

    Object magicValue(String token);

    BaseKernel baseKernel();

    /** When an output area is emptied. */
    enum Clearing {
        NOW,
        BEFORE_NEXT_OUTPUT
    }

    /** Whether what the person types may be seen. */
    enum Secrecy {
        VISIBLE,
        HIDDEN
    }
}
