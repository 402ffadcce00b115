package dev.atelier.kernel.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.kernel.evaluation.JavaEvaluator;
import dev.atelier.kernel.inspection.Tooltip;
import dev.atelier.kernel.message.Json;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code NAME?} as a cell of its own asks what a name is, a comment does not; the answer is for the client's pager. */
final class Pager {
    private static final Pattern QUESTION = Pattern.compile("\\s*(?!.*(?://|/\\*))([^%\\s?][^?\\n]*)\\?{1,2}\\s*");

    private final JavaEvaluator java;

    Pager(JavaEvaluator java) {
        this.java = java;
    }

    static boolean asks(String code) {
        return QUESTION.matcher(code).matches();
    }

    /** @return the payload, when the cell is such a question */
    Optional<ObjectNode> answer(String code) {
        Matcher question = QUESTION.matcher(code);
        if (!question.matches()) {
            return Optional.empty();
        }
        String name = question.group(1).strip();
        Optional<Tooltip> known = java.inspect(name, name.length());
        ObjectNode payload = Json.object().put("source", "page").put("start", 0);
        ObjectNode data = payload.putObject("data");
        data.put("text/plain", known.map(Tooltip::plain).orElse("Nothing is known about " + name + "."));
        known.ifPresent(tooltip -> data.put("text/html", tooltip.html()));
        return Optional.of(payload);
    }
}
