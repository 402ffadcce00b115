package dev.atelier.kernel.session;

import dev.atelier.kernel.cell.CurrentCell;
import dev.atelier.kernel.evaluation.ErrorReport;
import dev.atelier.kernel.evaluation.Interrupts;
import dev.atelier.kernel.evaluation.JavaEvaluator;
import dev.atelier.kernel.evaluation.Outcome;
import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.MagicException;
import dev.atelier.kernel.magic.host.CellPart;
import dev.atelier.kernel.magic.host.CellSplitter;
import dev.atelier.kernel.magic.host.MagicResult;
import dev.atelier.kernel.magic.host.MagicRunner;
import java.util.Optional;

/** Runs a cell: its magic calls and its Java, in order, until something fails. */
final class CellRunner {
    private static final String PROBLEM = "dev.atelier.api.ProblemException";

    private final CurrentCell current;
    private final CellSplitter splitter;
    private final MagicRunner magics;
    private final JavaEvaluator java;
    private final MagicContexts contexts;
    private final MagicValues values;
    private final Interrupts interrupts;

    CellRunner(
            CurrentCell current,
            CellSplitter splitter,
            MagicRunner magics,
            JavaEvaluator java,
            MagicContexts contexts,
            MagicValues values,
            Interrupts interrupts) {
        this.current = current;
        this.splitter = splitter;
        this.magics = magics;
        this.java = java;
        this.contexts = contexts;
        this.values = values;
        this.interrupts = interrupts;
    }

    /** @param label what errors call the cell */
    Outcome run(String code, String label) {
        Outcome outcome = new Outcome.Nothing();
        for (CellPart part : splitter.split(code)) {
            if (current.cell().interrupted()) {
                return JavaEvaluator.interrupted();
            }
            outcome = switch (part) {
                case CellPart.Java(String text, int offset) -> java.evaluate(text, label, code, offset);
                case CellPart.Whole(var name, var words, var body, int _) ->
                    discarded(magic(name, words, contexts.context(Optional.of(body))));
                case CellPart.Line line -> line(line, label, code);
            };
            if (outcome instanceof Outcome.Failed) {
                return outcome;
            }
        }
        return outcome;
    }

    private Outcome line(CellPart.Line line, String label, String cell) {
        Magicked result = magic(
                line.name(),
                line.words(),
                line.target().isPresent() ? contexts.assigned() : contexts.context(Optional.empty()));
        if (line.target().isEmpty() || !(result instanceof Magicked.Returned(MagicResult returned))) {
            return discarded(result);
        }
        CellPart.Assignment target = line.target().get();
        String token = values.put(returned.value());
        try {
            int end = cell.indexOf('\n', line.offset());
            Outcome outcome = java.assign(
                    assignment(target, returned, token), label, cell, line.offset(), end < 0 ? cell.length() : end);
            return outcome instanceof Outcome.Failed ? outcome : new Outcome.Nothing();
        } finally {
            values.forget(token);
        }
    }

    private static String assignment(CellPart.Assignment target, MagicResult returned, String token) {
        String type = target.type().orElse("");
        String argument = type.equals("var") ? "<" + returned.type() + ">" : "";
        return (type + " " + target.variable()).strip() + " = dev.atelier.kernel.notebook.Notebook." + argument
                + "magicValue(\"" + token + "\");";
    }

    /** A magic's end. */
    private sealed interface Magicked {
        record Returned(MagicResult result) implements Magicked {}

        record Failed(ErrorReport report) implements Magicked {}
    }

    private static Outcome discarded(Magicked result) {
        return result instanceof Magicked.Failed(ErrorReport report)
                ? new Outcome.Failed(report)
                : new Outcome.Nothing();
    }

    /** The border where whatever a magic throws becomes the cell's error. */
    @SuppressWarnings("CatchThrowable")
    private Magicked magic(String name, String words, MagicContext context) {
        try (var _ = interrupts.wakeable()) {
            return new Magicked.Returned(magics.run(name, words, context));
        } catch (NestedFailure e) {
            return new Magicked.Failed(e.report());
        } catch (Throwable e) {
            if (current.cell().interrupted()) {
                return new Magicked.Failed(ErrorReport.interrupted());
            }
            return new Magicked.Failed(speaksForItself(e) ? sentence(name, e) : java.report(e));
        }
    }

    private static boolean speaksForItself(Throwable e) {
        return e instanceof MagicException || e.getClass().getName().equals(PROBLEM);
    }

    private static ErrorReport sentence(String name, Throwable e) {
        return ErrorReport.sentence("%" + name.replace("?", ""), String.valueOf(e.getMessage()));
    }
}
