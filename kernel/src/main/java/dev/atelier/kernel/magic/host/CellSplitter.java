package dev.atelier.kernel.magic.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the magic calls of a cell. A line calls a magic when it begins with {@code %name}, or when it assigns
 * {@code = %name}, and no Java is open above it: no bracket, comment, string or text block, and no half expression that
 * {@code %} could continue as the remainder operator, unless the name is a magic's.
 */
public final class CellSplitter {
    private static final Pattern WHOLE =
            Pattern.compile("\\s*%%([A-Za-z][\\w.-]*)([^\\n]*)(?:\\n(.*))?", Pattern.DOTALL);
    private static final Pattern LINE = Pattern.compile("[ \\t]*%([A-Za-z][\\w.-]*\\??)(.*)");
    private static final Pattern ASSIGNED = Pattern.compile(
            "[ \\t]*(?:(?:final\\s+)?([A-Za-z_$][\\w.$]*(?:\\s*<[^=;]*>)?(?:\\s*\\[\\s*])*)\\s+)?([A-Za-z_$][\\w$]*)\\s*=\\s*%([A-Za-z][\\w.-]*)(.*)");

    private final Predicate<String> known;

    /** @param known whether a magic of that name exists */
    public CellSplitter(Predicate<String> known) {
        this.known = known;
    }

    public List<CellPart> split(String cell) {
        Matcher whole = WHOLE.matcher(cell);
        if (whole.matches()) {
            String body = whole.group(3) == null ? "" : whole.group(3);
            return List.of(new CellPart.Whole(whole.group(1), whole.group(2).strip(), body, 0));
        }
        if (cell.indexOf('%') < 0) {
            return cell.isBlank() ? List.of() : List.of(new CellPart.Java(cell, 0));
        }
        return new Run(cell).parts();
    }

    private final class Run {
        private final String cell;
        private final List<CellPart> parts = new ArrayList<>();
        private JavaScanner scanner = new JavaScanner();
        private int javaStart;

        Run(String cell) {
            this.cell = cell;
        }

        List<CellPart> parts() {
            int start = 0;
            while (start < cell.length()) {
                int end = lineEnd(start);
                Optional<CellPart> call = call(cell.substring(start, end), start);
                if (call.isPresent()) {
                    int last = continued(start, end);
                    endJava(start);
                    parts.add(
                            last == end
                                    ? call.get()
                                    : call(joined(start, last), start).orElse(call.get()));
                    end = last;
                    scanner = new JavaScanner();
                    javaStart = Math.min(end + 1, cell.length());
                } else {
                    scanner.read(cell.substring(start, Math.min(end + 1, cell.length())));
                }
                start = end + 1;
            }
            endJava(cell.length());
            return parts;
        }

        private int lineEnd(int start) {
            int end = cell.indexOf('\n', start);
            return end < 0 ? cell.length() : end;
        }

        /** The end of the last line of a call whose lines end with a backslash. */
        private int continued(int start, int end) {
            int last = end;
            while (last > start && last < cell.length() && cell.charAt(last - 1) == '\\') {
                last = lineEnd(last + 1);
            }
            return last;
        }

        private String joined(int start, int end) {
            return cell.substring(start, end).replaceAll("\\\\\\n\\s*", " ");
        }

        private void endJava(int end) {
            if (end > javaStart) {
                String code = cell.substring(javaStart, end);
                if (!code.isBlank()) {
                    parts.add(new CellPart.Java(code, javaStart));
                }
            }
        }

        private Optional<CellPart> call(String line, int offset) {
            if (line.indexOf('%') < 0 || scanner.open()) {
                return Optional.empty();
            }
            Matcher bare = LINE.matcher(line);
            if (bare.matches()) {
                String name = bare.group(1);
                boolean possible = scanner.atStatement() || known.test(name.replace("?", ""));
                return possible
                        ? Optional.of(new CellPart.Line(name, bare.group(2).strip(), Optional.empty(), offset))
                        : Optional.empty();
            }
            Matcher assigned = ASSIGNED.matcher(line);
            return assigned.matches() ? Optional.of(assigned(assigned, offset)) : Optional.empty();
        }

        private CellPart assigned(Matcher match, int offset) {
            String words = match.group(4).strip();
            String bare =
                    words.endsWith(";") ? words.substring(0, words.length() - 1).strip() : words;
            CellPart.Assignment target =
                    new CellPart.Assignment(Optional.ofNullable(match.group(1)).map(String::strip), match.group(2));
            return new CellPart.Line(match.group(3), bare, Optional.of(target), offset);
        }
    }
}
