package dev.atelier.kernel.session;

import dev.atelier.kernel.cell.CurrentCell;
import dev.atelier.kernel.display.ValueRenderer;
import dev.atelier.kernel.evaluation.Completeness;
import dev.atelier.kernel.evaluation.Declaration;
import dev.atelier.kernel.evaluation.JavaEvaluator;
import dev.atelier.kernel.evaluation.Outcome;
import dev.atelier.kernel.history.History;
import dev.atelier.kernel.history.HistoryKeeper;
import dev.atelier.kernel.magic.Declared;
import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.MagicException;
import dev.atelier.kernel.magic.NotebookAccess;
import dev.atelier.kernel.magic.PastCell;
import dev.atelier.kernel.magic.Repeatable;
import dev.atelier.kernel.magic.host.Commands;
import dev.atelier.kernel.magic.host.Magics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** This kernel's notebook, as magics have it. */
final class LiveNotebook implements NotebookAccess {
    /** Deep enough for files that load files, and not for one that loads itself. */
    private static final int DEEPEST = 16;

    private final JavaEvaluator java;
    private final Surroundings surroundings;
    private final IoPub iopub;
    private final CurrentCell current;
    private final ValueRenderer values;
    private final HistoryKeeper history;
    private final Supplier<Magics> magics;
    private final Supplier<CellRunner> cells;
    private final Supplier<MagicContexts> contexts;
    private final Set<Path> classPath = new LinkedHashSet<>();
    private final RepeatedJava repeated;
    private final AtomicInteger depth = new AtomicInteger();

    LiveNotebook(
            JavaEvaluator java,
            Surroundings surroundings,
            IoPub iopub,
            CurrentCell current,
            ValueRenderer values,
            HistoryKeeper history,
            Supplier<Magics> magics,
            Supplier<CellRunner> cells,
            Supplier<MagicContexts> contexts) {
        this.java = java;
        this.surroundings = surroundings;
        this.iopub = iopub;
        this.current = current;
        this.values = values;
        this.history = history;
        this.magics = magics;
        this.cells = cells;
        this.contexts = contexts;
        this.repeated = new RepeatedJava(java);
    }

    @Override
    public void run(String text, String label) {
        if (depth.incrementAndGet() > DEEPEST) {
            depth.decrementAndGet();
            throw new MagicException("These files load each other " + DEEPEST + " deep, " + label
                    + " at last. Does one of them load itself?");
        }
        try {
            show(cells.get().run(text, label));
        } finally {
            depth.decrementAndGet();
        }
    }

    @Override
    public void runJava(String code) {
        show(java.evaluate(code, "magic", code, 0));
    }

    private void show(Outcome outcome) {
        switch (outcome) {
            case Outcome.Failed(var report) -> throw new NestedFailure(report);
            case Outcome.Value(Optional<Object> value) ->
                iopub.display(current.cell().request(), values.render(value));
            case Outcome.Nothing _ -> {}
        }
    }

    @Override
    public boolean complete(String code) {
        return java.completeness(code) != Completeness.INCOMPLETE;
    }

    @Override
    public Repeatable compile(String setup, String code) {
        return repeated.compile(setup, code);
    }

    @Override
    public synchronized List<Path> addToClassPath(List<Path> jarsAndFolders) {
        List<Path> fresh = new ArrayList<>(new LinkedHashSet<>(jarsAndFolders));
        fresh.removeAll(classPath);
        if (!fresh.isEmpty()) {
            java.addToClassPath(fresh);
            classPath.addAll(fresh);
            magics.get().refresh();
            values.refresh();
        }
        return List.copyOf(fresh);
    }

    @Override
    public synchronized List<Path> classPath() {
        return List.copyOf(classPath);
    }

    @Override
    public List<Declared> declared() {
        return java.declarations().stream().map(LiveNotebook::declared).toList();
    }

    private static Declared declared(Declaration declaration) {
        return switch (declaration) {
            case Declaration.Variable(var name, var type, var value) -> new Declared.Variable(name, type, value);
            case Declaration.Method(var name, var parameters, var type) -> new Declared.Method(name, parameters, type);
            case Declaration.Type(var name, var kind) -> new Declared.Type(name, kind);
        };
    }

    @Override
    public void reset() {
        java.reset();
    }

    @Override
    public List<PastCell> history() {
        return past(history.range(0, 0, Integer.MAX_VALUE));
    }

    @Override
    public List<PastCell> searchHistory(String glob, int count) {
        return past(history.search(glob, count, History.Repeats.ONCE));
    }

    private static List<PastCell> past(List<History.Entry> entries) {
        return entries.stream()
                .map(entry -> new PastCell(entry.session(), entry.line(), entry.source()))
                .toList();
    }

    @Override
    public void setVariable(String name, String value) {
        surroundings.set(name, value);
    }

    @Override
    public void changeFolder(Path folder) {
        surroundings.changeFolder(folder);
    }

    @Override
    public Map<String, String> magics() {
        MagicContext context = contexts.get().context(Optional.empty());
        Map<String, String> lines = new TreeMap<>();
        magics.get().all().forEach((name, magic) -> lines.put(name, Commands.description(magic, context)));
        return lines;
    }
}
