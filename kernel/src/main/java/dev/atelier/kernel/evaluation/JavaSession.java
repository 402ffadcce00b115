package dev.atelier.kernel.evaluation;

import java.io.File;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.EvalException;
import jdk.jshell.ImportSnippet;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.VarSnippet;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/** JShell with what a notebook needs beside it: real values, real exceptions, and where each snippet came from. */
final class JavaSession {
    private final SnippetExecution execution;
    private final JShell shell;
    private final Declarations declarations;
    private final Set<String> initial;
    private final Map<String, Origin> origins = new HashMap<>();

    private Optional<List<String>> visible = Optional.empty();

    JavaSession(SnippetLoader loader, Turns turns, List<String> imports) {
        this.execution = new SnippetExecution(loader, turns);
        this.shell = JShell.builder()
                .executionEngine(new InThisJvm(), Map.of())
                .compilerOptions("-Xlint:none")
                .build();
        this.declarations = new Declarations(shell, loader);
        imports.forEach(shell::eval);
        this.initial = shell.snippets().map(Snippet::id).collect(Collectors.toUnmodifiableSet());
    }

    private final class InThisJvm implements ExecutionControlProvider {
        @Override
        public String name() {
            return "atelier";
        }

        @Override
        public ExecutionControl generate(ExecutionEnv environment, Map<String, String> parameters) {
            return execution;
        }
    }

    SourceCodeAnalysis analysis() {
        return shell.sourceCodeAnalysis();
    }

    /** All at once: JShell begins to index all packages anew each time. */
    void addToClassPath(List<Path> jarsAndFolders) {
        shell.addToClasspath(
                jarsAndFolders.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    }

    Declarations declarations() {
        return declarations;
    }

    /** As the notebook was when it began, but for its class path. */
    void reset() {
        visible = Optional.empty();
        declarations.drop(initial);
    }

    /** @param incomplete gets what is declared and cannot be used yet */
    SnippetResult run(Piece piece, Origin origin, List<Snippet> incomplete) {
        execution.forget();
        List<SnippetEvent> events;
        try {
            events = shell.eval(piece.source());
        } finally {
            // Not before: while the person's code ran, another shell may have asked.
            visible = Optional.empty();
        }
        SnippetResult result = new SnippetResult.Done();
        for (SnippetEvent event : events) {
            if (event.snippet() instanceof VarSnippet old && event.status() == Snippet.Status.OVERWRITTEN) {
                declarations.letGo(old);
            }
            if (event.causeSnippet() == null) {
                origins.put(event.snippet().id(), origin);
                SnippetResult next = result(event, incomplete);
                // Of "int a = 1 / 0, b = 2;" each variable has an event of its own.
                result = result.failed() ? result : next;
            }
        }
        return result;
    }

    private SnippetResult result(SnippetEvent event, List<Snippet> incomplete) {
        Snippet snippet = event.snippet();
        return switch (event.exception()) {
            case UnresolvedReferenceException unresolved ->
                new SnippetResult.Unresolved(unresolvedSentence(unresolved.getSnippet()));
            case EvalException _ -> new SnippetResult.Thrown(execution.thrown().orElse(event.exception()));
            case null, default -> withoutException(event, snippet, incomplete);
        };
    }

    private SnippetResult withoutException(SnippetEvent event, Snippet snippet, List<Snippet> incomplete) {
        return switch (event.status()) {
            case REJECTED ->
                new SnippetResult.Rejected(shell.diagnostics(snippet).toList());
            case RECOVERABLE_DEFINED, RECOVERABLE_NOT_DEFINED -> {
                incomplete.add(snippet);
                yield new SnippetResult.Done();
            }
            default -> value(snippet);
        };
    }

    private SnippetResult value(Snippet snippet) {
        return switch (snippet.subKind()) {
            case TEMP_VAR_EXPRESSION_SUBKIND -> {
                Optional<Object> value = execution.value();
                // The $1, $2 … that nobody names would slow down every later compilation.
                shell.drop(snippet);
                yield new SnippetResult.Value(value);
            }
            case VAR_VALUE_SUBKIND, ASSIGNMENT_SUBKIND, OTHER_EXPRESSION_SUBKIND ->
                new SnippetResult.Value(execution.value());
            default -> new SnippetResult.Done();
        };
    }

    /** What a cell declared that cannot be used yet; its own later lines may have declared what was missing. */
    List<String> sentences(List<Snippet> incomplete) {
        return incomplete.stream()
                .filter(snippet -> shell.status(snippet) == Snippet.Status.RECOVERABLE_DEFINED
                        || shell.status(snippet) == Snippet.Status.RECOVERABLE_NOT_DEFINED)
                .map(this::unresolvedSentence)
                .toList();
    }

    private String unresolvedSentence(Snippet snippet) {
        String missing = snippet instanceof DeclarationSnippet declaration
                ? shell.unresolvedDependencies(declaration).collect(Collectors.joining(", "))
                : "";
        String name = snippet instanceof DeclarationSnippet declaration ? declaration.name() : "This";
        return missing.isEmpty()
                ? name + " cannot be used yet: " + firstProblem(snippet)
                : name + " is declared, but cannot be used until this is declared too: " + missing;
    }

    private String firstProblem(Snippet snippet) {
        return shell.diagnostics(snippet)
                .map(problem -> problem.getMessage(java.util.Locale.ROOT))
                .findFirst()
                .orElse("something it refers to is missing.");
    }

    /** Where a line of a class that the compiler made of a snippet stands; empty for classes of libraries. */
    Optional<Place> place(String outer, int wrappedLine) {
        return shell.snippets()
                .filter(snippet -> origins.containsKey(snippet.id()))
                .flatMap(snippet -> place(snippet, outer, wrappedLine).stream())
                .reduce((earlier, later) -> later);
    }

    private Optional<Place> place(Snippet snippet, String outer, int wrappedLine) {
        SourceCodeAnalysis.SnippetWrapper wrapper = analysis().wrapper(snippet);
        if (wrapper == null || !wrapper.fullClassName().equals(outer)) {
            return Optional.empty();
        }
        Origin origin = origins.get(snippet.id());
        int wrapped = lineStart(wrapper.wrapped(), wrappedLine);
        int position = wrapper.wrappedToSourcePosition(wrapped);
        return Optional.of(new Place(origin, origin.line(Math.max(position, 0))));
    }

    /** The position of a line's first character that is no blank. */
    private static int lineStart(String text, int line) {
        int position = 0;
        for (int i = 1; i < line && position >= 0; i++) {
            position = text.indexOf('\n', position) + 1;
        }
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
        return position;
    }

    /** A line of a cell. */
    record Place(Origin origin, int line) {}

    /** Import declarations under which a class sees all that the notebook has declared. */
    List<String> visible() {
        if (visible.isEmpty()) {
            visible = Optional.of(shell.snippets()
                    .filter(snippet -> shell.status(snippet).isActive())
                    .flatMap(snippet -> imported(snippet).stream())
                    .distinct()
                    .toList());
        }
        return visible.get();
    }

    private Optional<String> imported(Snippet snippet) {
        return switch (snippet) {
            case ImportSnippet declared -> Optional.of(line(declared));
            case DeclarationSnippet declared
            when shell.status(declared).isDefined() ->
                Optional.of(
                        "import static " + analysis().wrapper(declared).fullClassName() + "." + declared.name() + ";");
            default -> Optional.empty();
        };
    }

    /** The declaration alone: its source may hold comments, which would swallow what is written behind it. */
    private static String line(ImportSnippet declared) {
        String kind = declared.subKind() == Snippet.SubKind.MODULE_IMPORT_SUBKIND
                ? "module "
                : declared.isStatic() ? "static " : "";
        return "import " + kind + declared.fullname() + ";";
    }
}
