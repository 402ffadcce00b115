package dev.atelier.kernel.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.kernel.display.ValueRenderer;
import dev.atelier.kernel.evaluation.ErrorReport;
import dev.atelier.kernel.evaluation.Interrupts;
import dev.atelier.kernel.evaluation.JavaEvaluator;
import dev.atelier.kernel.evaluation.Outcome;
import dev.atelier.kernel.history.History;
import dev.atelier.kernel.message.Json;
import dev.atelier.kernel.message.Message;
import java.util.Optional;

/** execute_request. */
final class ExecuteHandler implements Handler {
    private final IoPub iopub;
    private final Interrupts interrupts;
    private final CellRunner cells;
    private final JavaEvaluator java;
    private final ValueRenderer values;
    private final Displays displays;
    private final History history;
    private final Pager pager;
    private int count;

    ExecuteHandler(
            IoPub iopub,
            Interrupts interrupts,
            CellRunner cells,
            JavaEvaluator java,
            ValueRenderer values,
            Displays displays,
            History history) {
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
        boolean silent = request.flag("silent", false);
        boolean stores = !silent && request.flag("store_history", true);
        if (stores) {
            count++;
        }
        if (!silent) {
            iopub.executeInput(request, code, count);
        }
        Optional<ObjectNode> page = pager.answer(code);
        Outcome outcome = page.isPresent() ? new Outcome.Nothing() : outcome(code);
        if (stores && !code.isBlank()) {
            history.add(count, code);
        }
        ObjectNode reply = tell(request, outcome, silent).put("execution_count", count);
        page.ifPresent(reply.withArray("payload")::add);
        return reply;
    }

    private Outcome outcome(String code) {
        interrupts.begin();
        try {
            return cells.run(code, "Cell [" + count + "]");
        } finally {
            interrupts.end();
        }
    }

    private ObjectNode tell(Message request, Outcome outcome, boolean silent) {
        return switch (outcome) {
            case Outcome.Failed(ErrorReport report) -> failed(request, report);
            case Outcome.Value(Optional<Object> value) -> {
                Optional<ErrorReport> failure =
                        silent || displays.isLastId(value) ? Optional.empty() : showResult(request, value);
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
    private Optional<ErrorReport> showResult(Message request, Optional<Object> value) {
        try {
            iopub.executeResult(request, values.render(value), count);
            return Optional.empty();
        } catch (Throwable e) {
            return Optional.of(java.report(e));
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

    private ObjectNode userExpression(String code) {
        interrupts.begin();
        try {
            return switch (java.evaluate(code, "user_expressions", code, 0)) {
                case Outcome.Failed(ErrorReport report) -> IoPub.content(report).put("status", "error");
                case Outcome.Value(Optional<Object> value) -> expressionValue(value);
                case Outcome.Nothing _ -> expressionValue(Optional.of(""));
            };
        } finally {
            interrupts.end();
        }
    }

    private ObjectNode expressionValue(Optional<Object> value) {
        var bundle = values.render(value);
        ObjectNode result = Json.object().put("status", "ok");
        result.set("data", bundle.data());
        result.set("metadata", bundle.metadata());
        return result;
    }
}
