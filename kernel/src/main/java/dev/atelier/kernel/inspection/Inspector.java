package dev.atelier.kernel.inspection;

import dev.atelier.kernel.compiler.QuickCompiler;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** What a tooltip says about the name at the cursor: every overload of a method, with its documentation. */
public final class Inspector {
    private static final int MAX_CHARACTERS = 20_000;
    private static final int MAX_OVERLOADS = 50;
    private static final int REMEMBERED = 200;

    /** Lines that call magics; the compiler must not see them. */
    private static final Pattern MAGIC = Pattern.compile("(?m)^[ \\t]*%.*$");

    private final Pointed pointed;
    private final Sources sources = Sources.ofThisRuntime();
    private final Map<List<Described>, Tooltip> remembered = new LinkedHashMap<>(16, 0.75f, true);

    /** @param compiler sees what the notebook declared */
    public Inspector(QuickCompiler compiler) {
        this.pointed = new Pointed(compiler);
    }

    /** What was not documented may be now. */
    public void addToClassPath(List<Path> jarsAndFolders) {
        jarsAndFolders.forEach(sources::add);
        remembered.clear();
    }

    /**
     * @param cursor in or behind a name, or among the arguments of a call, which then is meant
     * @param imports all that the notebook sees
     */
    public Optional<Tooltip> inspect(String code, int cursor, List<String> imports) {
        String java =
                MAGIC.matcher(code).replaceAll(line -> " ".repeat(line.group().length()));
        return nameEnd(java, cursor)
                .flatMap(end -> told(pointed.at(java.substring(0, end), imports)))
                .or(() -> callEnd(java, cursor).flatMap(end -> told(pointed.at(java.substring(0, end), imports))));
    }

    private static Optional<Integer> nameEnd(String code, int cursor) {
        int end = cursor;
        while (end < code.length() && Character.isJavaIdentifierPart(code.charAt(end))) {
            end++;
        }
        return end > 0 && Character.isJavaIdentifierPart(code.charAt(end - 1)) ? Optional.of(end) : Optional.empty();
    }

    /** The end of the name before the parenthesis that is open at the cursor. */
    private static Optional<Integer> callEnd(String code, int cursor) {
        int depth = 0;
        for (int i = Math.min(cursor, code.length()) - 1; i >= 0; i--) {
            switch (code.charAt(i)) {
                case ')' -> depth++;
                case '(' -> {
                    if (depth == 0) {
                        String before = code.substring(0, i).stripTrailing();
                        return nameEnd(before, before.length());
                    }
                    depth--;
                }
                case ';', '{', '}' -> {
                    return Optional.empty();
                }
                default -> {}
            }
        }
        return Optional.empty();
    }

    private Optional<Tooltip> told(List<Described> found) {
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Optional<Tooltip> known = Optional.ofNullable(remembered.get(found));
        Tooltip tooltip = known.orElseGet(() -> written(found));
        if (found.stream().allMatch(this::read)) {
            remembered.put(found, tooltip);
        }
        if (remembered.size() > REMEMBERED) {
            remembered.remove(remembered.keySet().iterator().next());
        }
        return Optional.of(tooltip);
    }

    /** Whether all is known that will be: sources may come later. */
    private boolean read(Described described) {
        return described.documented().isEmpty()
                || sources.find(described.documented().getFirst()).isPresent();
    }

    private Tooltip written(List<Described> found) {
        List<Described> some = found.stream().limit(MAX_OVERLOADS).toList();
        List<Consumer<DocSheet>> documentation =
                DocWriter.read(some.stream().map(d -> comment(d).orElse("")).toList());
        DocSheet sheet = new DocSheet();
        for (int i = 0; i < some.size(); i++) {
            Described described = some.get(i);
            List<String> names = described.documented().stream()
                    .findFirst()
                    .flatMap(sources::find)
                    .map(SourceIndex.Entry::parameters)
                    .orElse(List.of());
            sheet.signature(described.signature(names));
            if (sheet.length() < MAX_CHARACTERS && i < documentation.size()) {
                documentation.get(i).accept(sheet);
            }
        }
        return sheet.tooltip();
    }

    private Optional<String> comment(Described described) {
        return described.documented().stream()
                .flatMap(place -> sources.find(place).stream())
                .flatMap(entry -> entry.comment().stream())
                .filter(comment -> !comment.strip().equals("{@inheritDoc}"))
                .findFirst();
    }
}
