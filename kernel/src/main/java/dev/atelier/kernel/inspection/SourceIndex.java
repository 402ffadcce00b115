package dev.atelier.kernel.inspection;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import dev.atelier.kernel.compiler.Parser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;

/**
 * The documentation comments of one source file, which is only parsed. Declarations are told apart by their names and by their
 * parameters' types as written, without packages, type arguments and annotations: {@code Map.Entry#setValue(V)}.
 */
final class SourceIndex {
    private final Map<String, Entry> entries = new HashMap<>();

    /**
     * @param comment the text of the documentation comment, without its stars; empty when there is none
     * @param parameters names of a method's parameters
     */
    record Entry(Optional<String> comment, List<String> parameters) {}

    private SourceIndex() {}

    Optional<Entry> find(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    static SourceIndex of(String source) {
        JavacTask task = Parser.of(source, _ -> {});
        SourceIndex index = new SourceIndex();
        try {
            for (CompilationUnitTree unit : task.parse()) {
                index.new Reader(DocTrees.instance(task)).scan(unit, "");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return index;
    }

    /** What a compiler's element is called here. */
    static String key(Element element) {
        return switch (element) {
            case TypeElement type ->
                type.getEnclosingElement() instanceof TypeElement outer
                        ? key(outer) + "." + type.getSimpleName()
                        : type.getSimpleName().toString();
            case ExecutableElement method ->
                key(method.getEnclosingElement()) + "#" + method.getSimpleName()
                        + method.getParameters().stream()
                                .map(p -> plain(p.asType().toString()))
                                .collect(Collectors.joining(",", "(", ")"));
            default -> key(element.getEnclosingElement()) + "#" + element.getSimpleName();
        };
    }

    private static String plain(String type) {
        String bare = type.replaceAll("@[\\w.]+(\\([^)]*\\))?\\s*", "").replace("...", "[]");
        while (bare.indexOf('<') >= 0) {
            String less = bare.replaceAll("<[^<>]*>", "");
            if (less.equals(bare)) {
                break;
            }
            bare = less;
        }
        return bare.replaceAll("[\\w$]+\\.", "").strip();
    }

    private final class Reader extends TreePathScanner<Void, String> {
        private final DocTrees trees;

        Reader(DocTrees trees) {
            this.trees = trees;
        }

        private Optional<String> comment() {
            return Optional.ofNullable(trees.getDocComment(getCurrentPath()));
        }

        @Override
        public Void visitClass(ClassTree type, String outer) {
            String name = outer.isEmpty() ? type.getSimpleName().toString() : outer + "." + type.getSimpleName();
            entries.put(name, new Entry(comment(), List.of()));
            for (Tree member : type.getMembers()) {
                scan(member, name);
            }
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, String owner) {
            String types = method.getParameters().stream()
                    .map(p -> plain(p.getType().toString()))
                    .collect(Collectors.joining(",", "(", ")"));
            List<String> names = method.getParameters().stream()
                    .map(p -> p.getName().toString())
                    .toList();
            entries.put(owner + "#" + method.getName() + types, new Entry(comment(), names));
            return null;
        }

        @Override
        public Void visitVariable(VariableTree variable, String owner) {
            entries.put(owner + "#" + variable.getName(), new Entry(comment(), List.of()));
            return null;
        }
    }
}
