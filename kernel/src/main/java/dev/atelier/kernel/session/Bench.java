package dev.atelier.kernel.session;

import dev.atelier.kernel.cell.CurrentCell;
import dev.atelier.kernel.display.ValueRenderer;
import dev.atelier.kernel.evaluation.JavaEvaluator;
import dev.atelier.kernel.evaluation.Outcome;
import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.builtin.Workbench;
import dev.atelier.kernel.magic.host.Commands;
import dev.atelier.kernel.magic.host.Magics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What the built-in magics may do, on this kernel. */
final class Bench implements Workbench {
    private final JavaEvaluator java;
    private final Surroundings surroundings;
    private final IoPub iopub;
    private final CurrentCell current;
    private final ValueRenderer values;
    private final Supplier<Magics> magics;
    private final Supplier<MagicContexts> contexts;
    private final List<Path> classPath = new ArrayList<>();

    Bench(
            JavaEvaluator java,
            Surroundings surroundings,
            IoPub iopub,
            CurrentCell current,
            ValueRenderer values,
            Supplier<Magics> magics,
            Supplier<MagicContexts> contexts) {
        this.java = java;
        this.surroundings = surroundings;
        this.iopub = iopub;
        this.current = current;
        this.values = values;
        this.magics = magics;
        this.contexts = contexts;
    }

    @Override
    public void runJava(String code) {
        switch (java.evaluate(code, "magic", code, 0)) {
            case Outcome.Failed(var report) -> throw new NestedFailure(report);
            case Outcome.Value(Optional<Object> value) ->
                iopub.display(current.cell().request(), values.render(value));
            case Outcome.Nothing _ -> {}
        }
    }

    @Override
    public void addToClassPath(Path jarOrFolder) {
        java.addToClassPath(jarOrFolder);
        classPath.add(jarOrFolder);
        magics.get().refresh();
        values.refresh();
    }

    @Override
    public List<Path> classPath() {
        return List.copyOf(classPath);
    }

    @Override
    public Map<String, String> environment() {
        return surroundings.environment();
    }

    @Override
    public void setVariable(String name, String value) {
        surroundings.set(name, value);
    }

    @Override
    public Path workingFolder() {
        return surroundings.folder();
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
