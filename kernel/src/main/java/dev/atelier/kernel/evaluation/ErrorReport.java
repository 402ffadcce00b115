package dev.atelier.kernel.evaluation;

import java.util.List;

/**
 * An error as Jupyter tells it.
 *
 * @param name the exception's class
 * @param message one line or a few, without colours
 * @param traceback lines with ANSI colours
 */
public record ErrorReport(String name, String message, List<String> traceback) {

    public static ErrorReport interrupted() {
        return sentence("KeyboardInterrupt", "The cell was interrupted.");
    }

    /** An exception by its class and its message, whatever its own methods do. */
    public static ErrorReport brief(Throwable exception) {
        return sentence(ErrorFormatter.name(exception), ErrorFormatter.message(exception));
    }

    /** An error that is its sentence: no stack is worth a look. */
    public static ErrorReport sentence(String name, String message) {
        return new ErrorReport(name, message, List.of(Ansi.bad(name) + ": " + message));
    }
}
