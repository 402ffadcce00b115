package dev.atelier.kernel.evaluation;

import java.util.ArrayList;
import java.util.List;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/** Splits Java into snippets and says whether it is complete. */
final class Pieces {
    private final SourceCodeAnalysis analysis;

    Pieces(SourceCodeAnalysis analysis) {
        this.analysis = analysis;
    }

    List<Piece> split(String code) {
        List<Piece> pieces = new ArrayList<>();
        int offset = 0;
        while (offset < code.length()) {
            String rest = code.substring(offset);
            CompletionInfo info = analysis.analyzeCompletion(rest);
            switch (info.completeness()) {
                case EMPTY -> offset = code.length();
                case COMPLETE, COMPLETE_WITH_SEMI -> {
                    int end = code.length() - remaining(info).length();
                    int start = offset + leadingBlanks(rest);
                    pieces.add(new Piece(info.source().stripLeading(), code.substring(start, end), start, true));
                    offset = end;
                }
                // A console would wait for the body of "while (true)"; a cell has no more lines.
                case DEFINITELY_INCOMPLETE, CONSIDERED_INCOMPLETE, UNKNOWN -> {
                    int start = offset + leadingBlanks(rest);
                    pieces.add(new Piece(rest.stripLeading(), rest, start, false));
                    offset = code.length();
                }
            }
        }
        return pieces;
    }

    private static String remaining(CompletionInfo info) {
        return info.remaining() == null ? "" : info.remaining();
    }

    private static int leadingBlanks(String text) {
        return text.length() - text.stripLeading().length();
    }

    /** What a console that has read {@code code} should do. */
    Completeness completeness(String code) {
        String rest = code;
        while (true) {
            CompletionInfo info = analysis.analyzeCompletion(rest);
            switch (info.completeness()) {
                case EMPTY -> {
                    return Completeness.COMPLETE;
                }
                case DEFINITELY_INCOMPLETE, CONSIDERED_INCOMPLETE -> {
                    return Completeness.INCOMPLETE;
                }
                case UNKNOWN -> {
                    return Completeness.INVALID;
                }
                case COMPLETE, COMPLETE_WITH_SEMI -> {
                    // JShell calls "int ) = ;" complete: only its parser knows better.
                    if (erroneous(info.source())) {
                        return Completeness.INVALID;
                    }
                    rest = remaining(info);
                }
            }
        }
    }

    private boolean erroneous(String source) {
        return analysis.sourceToSnippets(source).stream().anyMatch(s -> s.kind() == Snippet.Kind.ERRONEOUS);
    }
}
