package dev.atelier.kernel.session;

import dev.atelier.kernel.evaluation.JavaEvaluator;
import dev.atelier.kernel.evaluation.Outcome;
import dev.atelier.kernel.magic.MagicException;
import dev.atelier.kernel.magic.Repeatable;
import dev.atelier.kernel.notebook.Loop;
import java.util.Optional;

/** Compiles Java into a loop, as code that the notebook itself might hold. */
final class RepeatedJava {
    private static final String LABEL = "magic";

    private final JavaEvaluator java;

    RepeatedJava(JavaEvaluator java) {
        this.java = java;
    }

    /** An expression's value is kept; what is none, or has no value, stands in the loop as it is. */
    Repeatable compile(String setup, String code) {
        String head = "(" + Loop.class.getName() + ") (times$, kept$) -> { ";
        String loop = " for (long turn$ = 0; turn$ < times$; turn$++) { ";
        String before = setup.isBlank() ? head + loop : head + ended(setup) + loop;
        Outcome kept = compiled(before + "kept$.keep(", withoutSemicolon(code), "\n); } }");
        Outcome outcome = kept instanceof Outcome.Value ? kept : compiled(before, ended(code), "\n} }");
        return switch (outcome) {
            case Outcome.Value(Optional<Object> value)
            when value.orElse(null) instanceof Loop made -> times -> made.run(times, new Loop.Kept());
            case Outcome.Failed(var report) -> throw new NestedFailure(report);
            default -> throw new MagicException("This is no Java that can be repeated: " + code.strip());
        };
    }

    /** The wrapping before the code counts as if it stood before the cell, so that errors point into the code. */
    private Outcome compiled(String before, String code, String after) {
        return java.evaluate(before + code + after, LABEL, code, -before.length());
    }

    private static String withoutSemicolon(String code) {
        String text = code.stripTrailing();
        return text.endsWith(";") ? text.substring(0, text.length() - 1) : text;
    }

    private static String ended(String code) {
        String text = code.stripTrailing();
        return text.endsWith(";") || text.endsWith("}") ? code : text + ";";
    }
}
