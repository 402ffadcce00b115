package dev.atelier.kernel.output;

/** Unchecked, because {@link java.util.Scanner} would turn an {@link java.io.IOException} into a silent end of input. */
public class InputRefusedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public InputRefusedException() {
        super("This cell asks for input, but the client that runs it has nobody to ask (allow_stdin is false). "
                + "Run it in JupyterLab, or put the value into the code.");
    }
}
