package dev.atelier.kernel.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.kernel.cell.CurrentCell;
import dev.atelier.kernel.display.Bundle;
import dev.atelier.kernel.display.ValueRenderer;
import dev.atelier.kernel.evaluation.ErrorReport;
import dev.atelier.kernel.evaluation.Interrupts;
import dev.atelier.kernel.evaluation.JavaEvaluator;
import dev.atelier.kernel.evaluation.Outcome;
import dev.atelier.kernel.history.HistoryKeeper;
import dev.atelier.kernel.message.Json;
import dev.atelier.kernel.message.Message;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** execute_request. */
final class ExecuteHandler implements Handler {
    private final CurrentCell current;
    private final IoPub iopub;
    private final Interrupts interrupts;
    private final CellRunner cells;
    private final JavaEvaluator java;
    private final ValueRenderer values;
    private final Displays displays;
    private final HistoryKeeper history;
    private final Pager pager;
    private final AtomicInteger counted = new AtomicInteger();

    ExecuteHandler(
            CurrentCell current,
            IoPub iopub,
            Interrupts interrupts,
            CellRunner cells,
            JavaEvaluator java,
            ValueRenderer values,
            Displays displays,
            HistoryKeeper history) {
        this.current = current;
        this.iopub = iopub;
        this.interrupts = interrupts;
        this.cells = cells;
        this.java = java;
        this.values = values;
        this.displays = displays;
        this.history = history;
        this.pager = new Pager(java);
    }

    @Override
    public ObjectNode handle(Message request) {
        String code = request.text("code");
        iopub.processes().expect(code);
        boolean silent = request.flag("silent", false);
        boolean stores = !silent && request.flag("store_history", true);
        int count = stores ? counted.incrementAndGet() : counted.get();
        if (!silent) {
            iopub.executeInput(request, code, count);
        }
        Answer answer = answer(code, count);
        if (stores && !code.isBlank()) {
            history.add(count, code);
        }
        ObjectNode reply = tell(request, answer.outcome(), silent, count).put("execution_count", count);
        answer.page().ifPresent(reply.withArray("payload")::add);
        return reply;
    }

    /** @param page for the client's pager, when the cell was a question */
    private record Answer(Outcome outcome, Optional<ObjectNode> page) {}

    /** The border where whatever gets past a cell's outcome, a bug of ours too, becomes the cell's error. */
    @SuppressWarnings("CatchThrowable")
    private Answer answer(String code, int count) {
        try {
            Optional<ObjectNode> page = pager.answer(code);
            return new Answer(page.isPresent() ? new Outcome.Nothing() : cells.run(code, "Cell [" + count + "]"), page);
        } catch (Throwable e) {
            return new Answer(new Outcome.Failed(report(e)), Optional.empty());
        }
    }

    private ErrorReport report(Throwable e) {
        return current.cell().interrupted() ? ErrorReport.interrupted() : java.report(e);
    }

    private ObjectNode tell(Message request, Outcome outcome, boolean silent, int count) {
        return switch (outcome) {
            case Outcome.Failed(ErrorReport report) -> failed(request, report);
            case Outcome.Value(Optional<Object> value) -> {
                Optional<ErrorReport> failure =
                        silent || displays.isLastId(value) ? Optional.empty() : showResult(request, value, count);
                yield failure.isPresent() ? failed(request, failure.get()) : succeeded(request);
            }
            case Outcome.Nothing _ -> succeeded(request);
        };
    }

    private ObjectNode failed(Message request, ErrorReport report) {
        iopub.error(request, report);
        return IoPub.content(report).put("status", "error");
    }

    private ObjectNode succeeded(Message request) {
        ObjectNode reply = Json.object().put("status", "ok");
        reply.set("user_expressions", userExpressions(request));
        reply.putArray("payload");
        return reply;
    }

    /** The border where the person's own {@code toString} or renderer fails. */
    @SuppressWarnings("CatchThrowable")
    private Optional<ErrorReport> showResult(Message request, Optional<Object> value, int count) {
        try {
            iopub.executeResult(request, rendered(value), count);
            return Optional.empty();
        } catch (Throwable e) {
            return Optional.of(report(e));
        }
    }

    private Bundle rendered(Optional<Object> value) {
        try (var _ = interrupts.wakeable()) {
            return values.render(value);
        }
    }

    private ObjectNode userExpressions(Message request) {
        ObjectNode results = Json.object();
        if (request.content().get("user_expressions") instanceof ObjectNode expressions) {
            expressions
                    .properties()
                    .forEach(entry -> results.set(
                            entry.getKey(), userExpression(entry.getValue().asText(""))));
        }
        return results;
    }

    /** The border where an expression that fails, or whose value cannot be shown, is an error of its own. */
    @SuppressWarnings("CatchThrowable")
    private ObjectNode userExpression(String code) {
        try {
            return switch (java.evaluate(code, "user_expressions", code, 0)) {
                case Outcome.Failed(ErrorReport report) -> expressionError(report);
                case Outcome.Value(Optional<Object> value) -> expressionValue(value);
                case Outcome.Nothing _ -> expressionValue(Optional.of(""));
            };
        } catch (Throwable e) {
            return expressionError(report(e));
        }
    }

    private static ObjectNode expressionError(ErrorReport report) {
        return IoPub.content(report).put("status", "error");
    }

    private ObjectNode expressionValue(Optional<Object> value) {
        Bundle bundle = rendered(value);
        ObjectNode result = Json.object().put("status", "ok");
        result.set("data", bundle.data());
        result.set("metadata", bundle.metadata());
        return result;
    }
}
