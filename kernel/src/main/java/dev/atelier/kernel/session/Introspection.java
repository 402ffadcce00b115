package dev.atelier.kernel.session;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.kernel.evaluation.Assistance;
import dev.atelier.kernel.evaluation.Completeness;
import dev.atelier.kernel.evaluation.JavaEvaluator;
import dev.atelier.kernel.history.History;
import dev.atelier.kernel.history.HistoryKeeper;
import dev.atelier.kernel.inspection.Tooltip;
import dev.atelier.kernel.magic.host.MagicCompletion;
import dev.atelier.kernel.magic.host.MagicInspection;
import dev.atelier.kernel.magic.host.Magics;
import dev.atelier.kernel.message.Json;
import dev.atelier.kernel.message.Message;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** complete, inspect, is_complete and history. Jupyter counts positions in code points, Java in UTF-16 units. */
final class Introspection {
    private final JavaEvaluator java;
    private final MagicCompletion magics;
    private final MagicInspection magicHelp;
    private final MagicContexts contexts;
    private final HistoryKeeper history;

    Introspection(JavaEvaluator java, Magics magics, MagicContexts contexts, HistoryKeeper history) {
        this.java = java;
        this.magics = new MagicCompletion(magics);
        this.magicHelp = new MagicInspection(magics);
        this.contexts = contexts;
        this.history = history;
    }

    Map<String, Handler> handlers() {
        return Map.of(
                "complete_request", this::complete,
                "inspect_request", this::inspect,
                "is_complete_request", this::isComplete,
                "history_request", this::history);
    }

    private static int cursor(Message request, String code) {
        int points = code.codePointCount(0, code.length());
        return code.offsetByCodePoints(0, Math.clamp(request.number("cursor_pos", points), 0, points));
    }

    private ObjectNode complete(Message request) {
        String code = request.text("code");
        int cursor = cursor(request, code);
        int lineStart = code.lastIndexOf('\n', cursor - 1) + 1;
        Assistance.Completion completion = magics.complete(
                        code.substring(lineStart, cursor), contexts.context(Optional.empty()))
                .map(found -> new Assistance.Completion(found.matches(), lineStart + found.start(), cursor))
                .orElseGet(() -> java.complete(code, cursor));
        ObjectNode reply = Json.object()
                .put("status", "ok")
                .put("cursor_start", code.codePointCount(0, completion.start()))
                .put("cursor_end", code.codePointCount(0, completion.end()));
        reply.set("matches", Json.strings(completion.matches()));
        reply.putObject("metadata");
        return reply;
    }

    private ObjectNode inspect(Message request) {
        String code = request.text("code");
        int cursor = cursor(request, code);
        Optional<String> magic = magicHelp.inspect(lineAt(code, cursor), contexts.context(Optional.empty()));
        Optional<Tooltip> known = magic.isPresent() ? Optional.empty() : java.inspect(code, cursor);
        ObjectNode reply = Json.object().put("status", "ok").put("found", magic.isPresent() || known.isPresent());
        ObjectNode data = reply.putObject("data");
        magic.ifPresent(help -> data.put("text/plain", help));
        known.ifPresent(tooltip -> data.put("text/plain", tooltip.plain()).put("text/html", tooltip.html()));
        reply.putObject("metadata");
        return reply;
    }

    private static String lineAt(String code, int cursor) {
        int end = code.indexOf('\n', cursor);
        return code.substring(code.lastIndexOf('\n', cursor - 1) + 1, end < 0 ? code.length() : end);
    }

    private ObjectNode isComplete(Message request) {
        String code = request.text("code");
        Completeness completeness = completeness(code);
        ObjectNode reply = Json.object().put("status", completeness.name().toLowerCase(Locale.ROOT));
        if (completeness == Completeness.INCOMPLETE) {
            reply.put("indent", "    ");
        }
        return reply;
    }

    private Completeness completeness(String code) {
        if (Pager.asks(code)) {
            return Completeness.COMPLETE;
        }
        return code.stripLeading().startsWith("%") ? magicCompleteness(code) : java.completeness(code);
    }

    /** A cell magic's body goes on until an empty line, as in IPython. */
    private static Completeness magicCompleteness(String code) {
        boolean open = code.stripLeading().startsWith("%%") && !code.endsWith("\n");
        return open ? Completeness.INCOMPLETE : Completeness.COMPLETE;
    }

    private ObjectNode history(Message request) {
        List<History.Entry> entries = switch (request.text("hist_access_type")) {
            case "range" ->
                history.range(
                        request.number("session", 0),
                        request.number("start", 0),
                        request.number("stop", Integer.MAX_VALUE));
            case "search" ->
                history.search(
                        Json.text(request.content(), "pattern").orElse("*"),
                        request.number("n", Integer.MAX_VALUE),
                        request.flag("unique", false) ? History.Repeats.ONCE : History.Repeats.ALL);
            default -> history.tail(request.number("n", 10));
        };
        boolean output = request.flag("output", false);
        ArrayNode list = Json.array();
        for (History.Entry entry : entries) {
            ArrayNode row = list.addArray().add(entry.session()).add(entry.line());
            if (output) {
                row.addArray().add(entry.source()).addNull();
            } else {
                row.add(entry.source());
            }
        }
        ObjectNode reply = Json.object().put("status", "ok");
        reply.set("history", list);
        return reply;
    }
}
