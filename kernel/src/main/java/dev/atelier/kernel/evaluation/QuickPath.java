package dev.atelier.kernel.evaluation;

import dev.atelier.kernel.compiler.NeededImports;
import dev.atelier.kernel.compiler.QuickCompiler;
import dev.atelier.kernel.inspection.Inspector;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jshell.spi.SPIResolutionException;

/**
 * Runs what declares nothing past JShell: expressions and statements, compiled in one pass against what JShell knows.
 * Whatever this does not take, and whatever does not compile, is JShell's, whose messages people get.
 */
final class QuickPath {
    private static final int REMEMBERED = 10_000;
    private static final int READY = 500;

    /** What is longer is rarely run again, and would be kept. */
    private static final int MAX_KEPT_CHARACTERS = 20_000;

    private final SnippetLoader loader;
    private final Turns turns;
    private final QuickCompiler compiler;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<String, Ran> ran = new LinkedHashMap<>();

    /** What ran lately and can run again, which people do: by its text, and by what its names mean. */
    private final Map<Again, Unit> ready = new LinkedHashMap<>(16, 0.75f, true);

    private record Again(String text, List<String> imports) {}

    private record Ran(Origin origin, int header) {}

    QuickPath(SnippetLoader loader, Turns turns) {
        this.loader = loader;
        this.turns = turns;
        this.compiler = new QuickCompiler(loader::declared);
    }

    /** Empty where the JVM was started without access to javac's own packages. */
    static Optional<QuickPath> open(SnippetLoader loader, Turns turns) {
        try {
            return Optional.of(new QuickPath(loader, turns));
        } catch (IllegalAccessError e) {
            return Optional.empty();
        }
    }

    void addToClassPath(List<Path> jarsAndFolders) {
        ready.clear();
        compiler.addToClassPath(jarsAndFolders);
    }

    /** The first pass costs fifty times what later ones do; the least it can be, since the first cell waits for it. */
    void warm() {
        compile("1", QuickSource.Shape.EXPRESSION, List.of());
    }

    /** The first pass that resolves imports opens every jar. */
    void warmImports(List<String> imports) {
        compile("List.of(\"\" + 1)", QuickSource.Shape.EXPRESSION, imports);
    }

    /** With the same compiler. */
    Inspector inspector() {
        return new Inspector(compiler);
    }

    /** @return empty when nothing was run */
    Optional<SnippetResult> run(String text, List<String> imports, Origin origin) {
        Again again = new Again(text, NeededImports.of(text, imports));
        Optional<Unit> known = Optional.ofNullable(ready.get(again));
        return known.or(() -> compiled(text, again.imports()).map(unit -> loaded(unit, again)))
                .map(unit -> run(unit, origin));
    }

    private Optional<Compiled> compiled(String text, List<String> imports) {
        List<QuickSource.Shape> guesses = QuickSource.guesses(text);
        for (QuickSource.Shape shape : guesses) {
            Optional<Compiled> compiled = compile(text, shape, imports);
            if (compiled.isPresent()) {
                return compiled;
            }
        }
        boolean call = guesses.contains(QuickSource.Shape.EXPRESSION)
                && text.stripTrailing().endsWith(")");
        // A call that returns nothing.
        return call ? compile(text + ";", QuickSource.Shape.STATEMENT, imports) : Optional.empty();
    }

    private record Compiled(QuickSource source, Map<String, byte[]> classes) {}

    private Optional<Compiled> compile(String text, QuickSource.Shape shape, List<String> imports) {
        QuickSource source = QuickSource.of(numbers.incrementAndGet(), imports, text, shape);
        return compiler.compile(source.className(), source.text(), source::fits)
                .map(classes -> new Compiled(source, classes));
    }

    /** A unit's class, or why there is none. */
    private record Unit(QuickSource source, Optional<Method> method, Optional<Throwable> failure) {}

    private Unit loaded(Compiled compiled, Again again) {
        QuickSource source = compiled.source();
        compiled.classes().forEach(loader::declare);
        try {
            Method method = loader.loadClass(source.binaryName()).getMethod(QuickSource.METHOD);
            Unit unit = new Unit(source, Optional.of(method), Optional.empty());
            // A class declared inside may hold state that a second run would find.
            if (compiled.classes().size() == 1 && again.text().length() <= MAX_KEPT_CHARACTERS) {
                ready.put(again, unit);
                if (ready.size() > READY) {
                    ready.remove(ready.keySet().iterator().next());
                }
            }
            return unit;
        } catch (ReflectiveOperationException | LinkageError e) {
            return new Unit(source, Optional.empty(), Optional.of(e));
        } finally {
            loader.forgetUnlessNested(compiled.classes().keySet());
        }
    }

    private SnippetResult run(Unit unit, Origin origin) {
        if (unit.failure().isPresent()) {
            return new SnippetResult.Thrown(unit.failure().get());
        }
        remember(unit.source(), origin);
        try (var _ = turns.running()) {
            Object value = unit.method().orElseThrow().invoke(null);
            return unit.source().shape() == QuickSource.Shape.EXPRESSION
                    ? new SnippetResult.Value(Optional.ofNullable(value))
                    : new SnippetResult.Done();
        } catch (InvocationTargetException e) {
            return e.getCause() instanceof SPIResolutionException
                    ? new SnippetResult.Unresolved(
                            "This calls something that refers to names which are not declared yet.")
                    : new SnippetResult.Thrown(e.getCause());
        } catch (IllegalAccessException | LinkageError e) {
            return new SnippetResult.Thrown(e);
        }
    }

    private void remember(QuickSource source, Origin origin) {
        ran.put(source.binaryName(), new Ran(origin, source.header()));
        if (ran.size() > REMEMBERED) {
            ran.remove(ran.keySet().iterator().next());
        }
    }

    /** Where a line of a class that was made here stands. */
    Optional<JavaSession.Place> place(String outerClass, int line) {
        return Optional.ofNullable(ran.get(outerClass))
                .map(r -> new JavaSession.Place(r.origin(), r.origin().line(0) + Math.max(0, line - r.header() - 1)));
    }
}
