package dev.atelier.kernel.compiler;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.tools.javac.api.JavacTaskImpl;
import com.sun.tools.javac.api.JavacTaskPool;
import com.sun.tools.javac.code.ClassFinder;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.PackageSymbol;
import com.sun.tools.javac.code.Symtab;
import com.sun.tools.javac.util.Abort;
import com.sun.tools.javac.util.Context;
import com.sun.tools.javac.util.FatalError;
import com.sun.tools.javac.util.Names;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * One javac pass on a compiler that stays warm. JShell makes about four passes for an expression; most of a small cell's
 * time goes there. Needs javac's packages {@code api}, {@code code} and {@code util} exported, as our jars' manifests do.
 */
public final class QuickCompiler {
    private static final List<String> OPTIONS = List.of("-Xlint:none", "-proc:none", "-parameters");
    private static final String PACKAGE = "REPL";

    private final MemoryFiles files;
    private JavacTaskPool pool = new JavacTaskPool(1);

    /** @param declared class files that snippets are compiled against, by binary name */
    public QuickCompiler(Supplier<Map<String, byte[]>> declared) {
        this.files = new MemoryFiles(
                ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null), declared);
    }

    /** Compilers remember which packages were empty: begin with a new one. */
    public synchronized void addToClassPath(List<Path> jarsAndFolders) {
        List<File> path = new ArrayList<>();
        Optional.ofNullable(files.standard().getLocation(StandardLocation.CLASS_PATH))
                .ifPresent(present -> present.forEach(path::add));
        jarsAndFolders.forEach(added -> path.add(added.toFile()));
        try {
            files.standard().setLocation(StandardLocation.CLASS_PATH, path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pool = new JavacTaskPool(1);
    }

    /**
     * @param fits whether the parsed source has the shape that the caller meant
     * @return class files by binary name; empty when there is anything to complain about
     */
    public synchronized Optional<Map<String, byte[]>> compile(
            String className, String source, Predicate<CompilationUnitTree> fits) {
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        try {
            return pool.getTask(
                    null,
                    files,
                    problems,
                    OPTIONS,
                    null,
                    List.of(new Source(className, source)),
                    task -> compile((JavacTaskImpl) task, problems, fits));
        } catch (RuntimeException | AssertionError | Abort | FatalError e) {
            // The border to javac, which may fail inside: JShell says what is wrong, or does better.
            pool = new JavacTaskPool(1);
            return Optional.empty();
        } finally {
            files.takeWritten();
        }
    }

    /** What an inspection makes of attributed code. */
    public interface Inspection<R> {
        R of(JavacTask task, CompilationUnitTree unit);
    }

    /**
     * Attributes source, which need not be right, and compiles nothing.
     *
     * @return what the inspection made of it, in which nothing of the compiler's may remain; empty where javac fails inside
     */
    public synchronized <R> Optional<R> inspect(String className, String source, Inspection<R> inspection) {
        try {
            return pool.getTask(null, files, _ -> {}, OPTIONS, null, List.of(new Source(className, source)), task -> {
                Context context = ((JavacTaskImpl) task).getContext();
                try {
                    CompilationUnitTree unit = parse(task);
                    ((JavacTaskImpl) task).analyze();
                    return Optional.of(inspection.of(task, unit));
                } finally {
                    forgetSnippets(context);
                }
            });
        } catch (RuntimeException | AssertionError | Abort | FatalError e) {
            pool = new JavacTaskPool(1);
            return Optional.empty();
        }
    }

    private Optional<Map<String, byte[]>> compile(
            JavacTaskImpl task, DiagnosticCollector<JavaFileObject> problems, Predicate<CompilationUnitTree> fits) {
        // Once classes are generated the task no longer knows it.
        Context context = task.getContext();
        try {
            CompilationUnitTree unit = parse(task);
            if (failed(problems) || !fits.test(unit)) {
                return Optional.empty();
            }
            task.generate();
            return failed(problems) ? Optional.empty() : Optional.of(files.takeWritten());
        } finally {
            forgetSnippets(context);
        }
    }

    private static CompilationUnitTree parse(JavacTask task) {
        try {
            return task.parse().iterator().next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean failed(DiagnosticCollector<?> problems) {
        return problems.getDiagnostics().stream().anyMatch(p -> p.getKind() == Diagnostic.Kind.ERROR);
    }

    /** The notebook's package changes between two passes: let it be listed anew, as JShell does for its own compiler. */
    private static void forgetSnippets(Context context) {
        Symtab symbols = Symtab.instance(context);
        PackageSymbol snippets = symbols.getPackage(
                symbols.unnamedModule, Names.instance(context).fromString(PACKAGE));
        if (snippets == null) {
            return;
        }
        List<ClassSymbol> known = new ArrayList<>();
        for (ClassSymbol symbol : symbols.getAllClasses()) {
            if (symbol.packge().equals(snippets)) {
                known.add(symbol);
            }
        }
        known.forEach(symbol -> symbols.removeClass(symbols.unnamedModule, symbol.flatName()));
        snippets.members_field = null;
        snippets.completer = ClassFinder.instance(context).getCompleter();
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String className, String text) {
            super(URI.create("memory:///REPL/" + className.replace("$", "%24") + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }

        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            return true;
        }
    }
}
