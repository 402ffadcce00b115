package dev.atelier.kernel.evaluation;

import dev.atelier.kernel.cell.CurrentCell;
import dev.atelier.kernel.inspection.Inspector;
import dev.atelier.kernel.inspection.Tooltip;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import jdk.jshell.Snippet;

/**
 * A notebook's Java. May be called by several threads; they take turns to compile, to complete and to inspect, and the person's
 * code runs beside all of that.
 */
public final class JavaEvaluator {
    private final CurrentCell current;
    private final Turns turns;
    private final FutureTask<List<String>> imports;
    private final SnippetLoader loader = new SnippetLoader(JavaEvaluator.class.getClassLoader());
    private final FutureTask<Optional<QuickPath>> quick;
    private final FutureTask<Ready> ready;
    private final CountDownLatch firstCell = new CountDownLatch(1);

    private record Ready(JavaSession session, Pieces pieces, Assistance assistance, Optional<Inspector> inspector) {}

    /** @param imports gives the Java import declarations that every notebook begins with; read when first needed */
    public JavaEvaluator(CurrentCell current, Interrupts interrupts, Supplier<List<String>> imports) {
        this.current = current;
        this.turns = new Turns(interrupts);
        this.imports = new FutureTask<>(imports::get);
        this.quick = new FutureTask<>(this::prepareQuick);
        this.ready = new FutureTask<>(this::prepareSession);
    }

    private Optional<QuickPath> prepareQuick() {
        Optional<QuickPath> path = QuickPath.open(loader, turns);
        path.ifPresent(QuickPath::warm);
        return path;
    }

    private Ready prepareSession() {
        JavaSession session = new JavaSession(loader, turns, result(imports));
        return new Ready(
                session,
                new Pieces(session.analysis()),
                new Assistance(session),
                result(quick).map(QuickPath::inspector));
    }

    /**
     * Prepares compilers on the calling thread, once; whoever needs one earlier waits, or prepares it itself. JShell is
     * only begun behind the first cell, if one comes at once: a program's first cell should not share the processor.
     */
    public void prepare() {
        quick.run();
        try {
            firstCell.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return;
        }
        result(quick).ifPresent(path -> path.warmImports(result(imports)));
        ready.run();
    }

    private Ready ready() {
        return result(ready);
    }

    private static <T> T result(FutureTask<T> task) {
        task.run();
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CellInterruptedError();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The compiler could not be started: " + e.getCause(), e.getCause());
        }
    }

    /** What is declared needs JShell; before that is ready, nothing is. */
    private List<String> visible() {
        return ready.isDone() ? ready().session().visible() : result(imports);
    }

    /** The class loader that sees what the notebook declared and the jars it added. */
    public ClassLoader classLoader() {
        return loader;
    }

    public void addToClassPath(List<Path> jarsAndFolders) {
        try (var _ = turns.compiling()) {
            ready().session().addToClassPath(jarsAndFolders);
            ready().inspector().ifPresent(inspector -> inspector.addToClassPath(jarsAndFolders));
            result(quick).ifPresent(path -> path.addToClassPath(jarsAndFolders));
        }
    }

    /** What cells declared and can use now: variables, then methods, then types. */
    public List<Declaration> declarations() {
        try (var _ = turns.compiling()) {
            return ready().session().declarations().all();
        }
    }

    /** Drops what cells declared and imported; the class path stays. */
    public void reset() {
        try (var _ = turns.compiling()) {
            ready().session().reset();
        }
    }

    /**
     * Runs Java, snippet by snippet; nothing of it when a part cannot be parsed.
     *
     * @param label what errors call the cell: {@code Cell [3]}
     * @param cell the whole cell, of which {@code code} begins at {@code offset}
     */
    public Outcome evaluate(String code, String label, String cell, int offset) {
        try (var _ = turns.compiling()) {
            return evaluated(code, label, cell, offset);
        }
    }

    private Outcome evaluated(String code, String label, String cell, int offset) {
        Thread.currentThread().setContextClassLoader(classLoader());
        Optional<SnippetResult> whole = quickly(code, new Origin(label, cell, offset));
        firstCell.countDown();
        if (whole.isPresent()) {
            return outcome(whole.get(), code, new Origin(label, cell, offset));
        }
        List<Piece> pieces = ready().pieces().split(code);
        Optional<Piece> broken = pieces.stream().filter(p -> !p.wellFormed()).findFirst();
        if (broken.isPresent()) {
            return run(broken.get(), label, cell, offset, new ArrayList<>());
        }
        Outcome outcome = new Outcome.Nothing();
        List<Snippet> incomplete = new ArrayList<>();
        for (Piece piece : pieces) {
            if (current.cell().interrupted()) {
                return interrupted();
            }
            outcome = run(piece, label, cell, offset, incomplete);
            if (outcome instanceof Outcome.Failed) {
                break;
            }
        }
        List<String> sentences = ready().session().sentences(incomplete);
        try (var _ = turns.running()) {
            sentences.forEach(System.out::println);
        }
        return outcome;
    }

    /**
     * Runs a statement that stands for a line of a cell, where its errors point.
     *
     * @param start where that line begins in the cell
     * @param end where it ends
     */
    public Outcome assign(String statement, String label, String cell, int start, int end) {
        try (var _ = turns.compiling()) {
            Thread.currentThread().setContextClassLoader(classLoader());
            Origin origin = new Origin(label, cell, start, end);
            firstCell.countDown();
            Piece line = new Piece(statement, statement, 0, true);
            return outcome(ready().session().run(line, origin, new ArrayList<>()), statement, origin);
        }
    }

    private Optional<SnippetResult> quickly(String code, Origin origin) {
        return result(quick).flatMap(path -> path.run(code, visible(), origin));
    }

    private Outcome run(Piece piece, String label, String cell, int offset, List<Snippet> incomplete) {
        Origin origin = new Origin(label, cell, offset + piece.offset());
        Optional<SnippetResult> quickly = piece.wellFormed() ? quickly(piece.text(), origin) : Optional.empty();
        return outcome(quickly.orElseGet(() -> ready().session().run(piece, origin, incomplete)), piece.text(), origin);
    }

    private Outcome outcome(SnippetResult result, String text, Origin origin) {
        if (current.cell().interrupted() && !(result instanceof SnippetResult.Value)) {
            return interrupted();
        }
        return switch (result) {
            case SnippetResult.Done _ -> new Outcome.Nothing();
            case SnippetResult.Value(Optional<Object> value) ->
                statement(text) ? new Outcome.Nothing() : new Outcome.Value(value);
            case SnippetResult.Rejected(var problems) -> new Outcome.Failed(errors().rejected(problems, origin));
            case SnippetResult.Thrown(Throwable e) -> failed(e);
            case SnippetResult.Unresolved(String sentence) ->
                new Outcome.Failed(ErrorReport.sentence("UnresolvedReferenceException", sentence));
        };
    }

    /** What an exception says of itself is the person's code too. */
    private Outcome failed(Throwable e) {
        try (var _ = turns.running()) {
            return new Outcome.Failed(report(e));
        }
    }

    /** What Java itself takes as a statement shows no value once it ends with a semicolon; {@code x;} still does. */
    private static boolean statement(String text) {
        return text.stripTrailing().endsWith(";") && StatementExpressions.matches(text);
    }

    private ErrorFormatter errors() {
        return new ErrorFormatter(this::place);
    }

    private Optional<JavaSession.Place> place(String outerClass, int line) {
        try (var _ = turns.compiling()) {
            return result(quick)
                    .flatMap(path -> path.place(outerClass, line))
                    .or(() -> ready().session().place(outerClass, line));
        }
    }

    public static Outcome interrupted() {
        return new Outcome.Failed(ErrorReport.interrupted());
    }

    /** Any exception, as the cell's error; it does not matter whether the exception's own methods fail. */
    public ErrorReport report(Throwable exception) {
        return exception instanceof CellInterruptedError
                ? ErrorReport.interrupted()
                : ErrorFormatter.told(() -> errors().thrown(exception), exception);
    }

    public Completeness completeness(String code) {
        try (var _ = turns.compiling()) {
            return ready().pieces().completeness(code);
        }
    }

    public Assistance.Completion complete(String code, int cursor) {
        try (var _ = turns.compiling()) {
            return ready().assistance().complete(code, cursor);
        }
    }

    /** Signature and Javadoc; empty when nothing is known about what stands there. */
    public Optional<Tooltip> inspect(String code, int cursor) {
        try (var _ = turns.compiling()) {
            List<String> visible = ready().session().visible();
            return ready().inspector()
                    .flatMap(inspector -> inspector.inspect(code, cursor, visible))
                    .or(() -> ready().assistance().inspect(code, cursor));
        }
    }
}
