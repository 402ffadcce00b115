package dev.atelier.gateway.openapi;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.doctree.ValueTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import dev.atelier.api.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** What the Javadoc of records says of them and of their components. */
final class RecordDocs {
    private final Map<String, String> texts = new HashMap<>();

    /** @param sources a folder of Java files */
    static RecordDocs read(Path sources) throws IOException {
        RecordDocs docs = new RecordDocs();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> all = Files.list(sources)) {
            List<Path> units =
                    all.filter(file -> file.toString().endsWith(".java")).toList();
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, null, null, null, files.getJavaFileObjectsFromPaths(units));
            docs.scan(task);
        }
        return docs;
    }

    private void scan(JavacTask task) throws IOException {
        DocTrees trees = DocTrees.instance(task);
        TreePathScanner<Void, String> scanner = new TreePathScanner<>() {
            @Override
            public Void visitClass(ClassTree type, String outer) {
                String name = outer.isEmpty() ? type.getSimpleName().toString() : outer + "." + type.getSimpleName();
                Optional.ofNullable(trees.getDocCommentTree(getCurrentPath())).ifPresent(doc -> take(name, doc));
                return super.visitClass(type, name);
            }
        };
        task.parse().forEach(unit -> scanner.scan(unit, ""));
    }

    private void take(String type, DocCommentTree doc) {
        texts.put(type, words(type, doc.getFullBody()));
        for (DocTree tag : doc.getBlockTags()) {
            if (tag instanceof ParamTree param) {
                texts.put(type + "#" + param.getName(), words(type, param.getDescription()));
            }
        }
    }

    private static String words(String type, List<? extends DocTree> trees) {
        return trees.stream()
                .map(tree -> word(type, tree))
                .collect(Collectors.joining())
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String word(String type, DocTree tree) {
        return switch (tree) {
            case TextTree text -> text.getBody();
            case LiteralTree literal -> literal.getBody().getBody();
            case LinkTree link -> link.getReference().getSignature().replaceAll(".*[.#]", "");
            case ValueTree value -> constant(type, value.getReference().getSignature());
            default -> throw new AssertionError("the Javadoc of " + type + " has what can't be said outside: " + tree);
        };
    }

    /** @param reference {@code #MOST} or {@code IdleSpec#MOST} */
    private static String constant(String type, String reference) {
        String[] parts = reference.split("#", 2);
        String owner = (parts[0].isEmpty() ? type : parts[0]).replace('.', '$');
        try {
            Class<?> named = Class.forName(Problem.class.getPackageName() + "." + owner);
            return String.valueOf(named.getField(parts[1]).get(null));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("there is no public constant " + reference + " of " + type, e);
        }
    }

    Optional<String> of(Class<?> type) {
        return Optional.ofNullable(texts.get(name(type))).filter(text -> !text.isEmpty());
    }

    Optional<String> of(Class<?> type, String component) {
        return Optional.ofNullable(texts.get(name(type) + "#" + component));
    }

    private static String name(Class<?> type) {
        return type.getName().replaceFirst("^([a-z0-9]+\\.)*", "").replace('$', '.');
    }
}
