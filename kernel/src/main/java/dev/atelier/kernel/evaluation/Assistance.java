package dev.atelier.kernel.evaluation;

import dev.atelier.kernel.inspection.Tooltip;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import jdk.jshell.SourceCodeAnalysis.Suggestion;

/** Completion and inspection of Java. Positions count UTF-16 units. */
public final class Assistance {
    private static final int MAX_SUGGESTIONS = 500;

    private final JavaSession session;

    Assistance(JavaSession session) {
        this.session = session;
    }

    /**
     * @param start where the text to be replaced begins
     * @param end where it ends
     */
    public record Completion(List<String> matches, int start, int end) {}

    Completion complete(String code, int cursor) {
        int begin = snippetStart(code, cursor);
        Completion last = suggestions(code.substring(begin, cursor), begin, cursor);
        // What an earlier line of the same cell declares is known only when the lines stand together.
        return last.matches().isEmpty() && begin > 0 ? suggestions(code.substring(0, cursor), 0, cursor) : last;
    }

    private Completion suggestions(String text, int offset, int cursor) {
        int[] anchor = {text.length()};
        List<Suggestion> suggestions = analysis().completionSuggestions(text, text.length(), anchor);
        boolean anyFits = suggestions.stream().anyMatch(Suggestion::matchesType);
        List<String> matches = suggestions.stream()
                .sorted((a, b) -> anyFits ? Boolean.compare(b.matchesType(), a.matchesType()) : 0)
                .map(Suggestion::continuation)
                .filter(match -> !match.startsWith("$"))
                .distinct()
                .limit(MAX_SUGGESTIONS)
                .toList();
        return new Completion(matches, offset + anchor[0], cursor);
    }

    /** Where the snippet that holds the cursor begins. */
    private int snippetStart(String code, int cursor) {
        int start = 0;
        while (start < cursor) {
            String rest = code.substring(start, cursor);
            SourceCodeAnalysis.CompletionInfo info = analysis().analyzeCompletion(rest);
            if (!info.completeness().isComplete()
                    || info.remaining() == null
                    || info.remaining().isBlank()) {
                return start;
            }
            start = cursor - info.remaining().length();
        }
        return start;
    }

    /** What JShell says, without documentation, which it would read from the source anew each time. */
    Optional<Tooltip> inspect(String code, int cursor) {
        int begin = snippetStart(code, cursor);
        int end = nameEnd(code, cursor);
        String upToName = code.substring(begin, end);
        // JShell tells of a method only from inside its parentheses.
        return Stream.of(upToName + "(", upToName, code.substring(begin, cursor))
                .map(text -> analysis().documentation(text, text.length(), false))
                .filter(found -> !found.isEmpty())
                .map(found -> Tooltip.ofSignatures(
                        found.stream().map(Documentation::signature).toList()))
                .findFirst();
    }

    private static int nameEnd(String code, int cursor) {
        int at = cursor;
        while (at < code.length() && Character.isJavaIdentifierPart(code.charAt(at))) {
            at++;
        }
        return at;
    }

    private SourceCodeAnalysis analysis() {
        return session.analysis();
    }
}
