package dev.atelier.kernel.evaluation;

import java.lang.reflect.InvocationTargetException;
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

    private final SnippetLoader loader;
    private final Interrupts interrupts;
    private final QuickCompiler compiler;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<String, Ran> ran = new LinkedHashMap<>();

    private record Ran(Origin origin, int header) {}

    QuickPath(SnippetLoader loader, Interrupts interrupts) {
        this.loader = loader;
        this.interrupts = interrupts;
        this.compiler = new QuickCompiler(loader);
    }

    /** Empty where the JVM was started without access to javac's own packages. */
    static Optional<QuickPath> open(SnippetLoader loader, Interrupts interrupts) {
        try {
            return Optional.of(new QuickPath(loader, interrupts));
        } catch (IllegalAccessError e) {
            return Optional.empty();
        }
    }

    void addToClassPath(List<Path> jarsAndFolders) {
        compiler.addToClassPath(jarsAndFolders);
    }

    /** The first pass costs ten times what later ones do. */
    void warm(List<String> imports) {
        compile("\"\" + 1", QuickSource.Shape.EXPRESSION, imports);
    }

    /** @return empty when nothing was run */
    Optional<SnippetResult> run(String text, List<String> imports, Origin origin) {
        return compiled(text, imports).map(unit -> run(unit, origin));
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

    private SnippetResult run(Compiled unit, Origin origin) {
        QuickSource source = unit.source();
        remember(source, origin);
        unit.classes().forEach(loader::declare);
        try (var _ = interrupts.wakeable()) {
            Object value = loader.loadClass(source.binaryName())
                    .getMethod(QuickSource.METHOD)
                    .invoke(null);
            return source.shape() == QuickSource.Shape.EXPRESSION
                    ? new SnippetResult.Value(Optional.ofNullable(value))
                    : new SnippetResult.Done();
        } catch (InvocationTargetException e) {
            return e.getCause() instanceof SPIResolutionException
                    ? new SnippetResult.Unresolved(
                            "This calls something that refers to names which are not declared yet.")
                    : new SnippetResult.Thrown(e.getCause());
        } catch (ReflectiveOperationException | LinkageError e) {
            return new SnippetResult.Thrown(e);
        } finally {
            loader.forgetUnlessNested(unit.classes().keySet());
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
