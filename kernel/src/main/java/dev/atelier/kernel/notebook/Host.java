package dev.atelier.kernel.notebook;

import dev.atelier.kernel.display.Bundle;
import dev.atelier.kernel.display.api.Renderers;
import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.util.Optional;

/** The kernel behind {@link Notebook}. */
public interface Host {
    Bundle render(Optional<Object> value, String... types);

    /** The base kernel's own type, for code that was written for other Java kernels. */
    DisplayData displayData(Bundle bundle);

    void display(Bundle bundle);

    void updateDisplay(Bundle bundle);

    void clearOutput(Clearing when);

    String input(String prompt, Secrecy secrecy);

    Object magicValue(String token);

    Renderers renderers();

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
