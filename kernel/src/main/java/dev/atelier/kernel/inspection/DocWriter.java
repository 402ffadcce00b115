package dev.atelier.kernel.inspection;

import com.sun.source.doctree.AttributeTree;
import com.sun.source.doctree.BlockTagTree;
import com.sun.source.doctree.DeprecatedTree;
import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.EndElementTree;
import com.sun.source.doctree.EntityTree;
import com.sun.source.doctree.IndexTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.ReferenceTree;
import com.sun.source.doctree.ReturnTree;
import com.sun.source.doctree.SnippetTree;
import com.sun.source.doctree.StartElementTree;
import com.sun.source.doctree.SystemPropertyTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.doctree.ThrowsTree;
import com.sun.source.doctree.ValueTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.DocTreeScanner;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import dev.atelier.kernel.compiler.Parser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Writes a documentation comment, which javac's own parser reads: description, parameters, result, exceptions. */
final class DocWriter extends DocTreeScanner<Void, Void> {
    private final DocTrees trees;
    private final DocSheet sheet;

    private DocWriter(DocTrees trees, DocSheet sheet) {
        this.trees = trees;
        this.sheet = sheet;
    }

    /**
     * Reads comments in one go of the parser, which takes longer to begin than to read.
     *
     * @param comments without their slashes and stars; empty ones give nothing
     * @return for each what writes it
     */
    static List<Consumer<DocSheet>> read(List<String> comments) {
        StringBuilder source = new StringBuilder();
        for (int i = 0; i < comments.size(); i++) {
            source.append("/**\n")
                    .append(comments.get(i).replace("*/", "* /"))
                    .append("\n*/ class Documented")
                    .append(i)
                    .append(" {}\n");
        }
        JavacTask task = Parser.of(source.toString(), _ -> {});
        try {
            CompilationUnitTree unit = task.parse().iterator().next();
            DocTrees trees = DocTrees.instance(task);
            return unit.getTypeDecls().stream()
                    .map(type -> trees.getDocCommentTree(new TreePath(new TreePath(unit), type)))
                    .<Consumer<DocSheet>>map(doc -> sheet -> {
                        if (doc != null) {
                            new DocWriter(trees, sheet).all(doc);
                        }
                    })
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void all(DocCommentTree doc) {
        scan(doc.getFullBody(), null);
        of(doc, DeprecatedTree.class).forEach(tag -> entry("Deprecated", "", tag.getBody()));
        List<ParamTree> parameters = of(doc, ParamTree.class).toList();
        if (!parameters.isEmpty()) {
            sheet.heading("Parameters");
            for (ParamTree parameter : parameters) {
                String name = parameter.getName().toString();
                row(parameter.isTypeParameter() ? "<" + name + ">" : name, parameter.getDescription());
            }
        }
        of(doc, ReturnTree.class).forEach(tag -> entry("Returns", "", tag.getDescription()));
        List<ThrowsTree> exceptions = of(doc, ThrowsTree.class).toList();
        if (!exceptions.isEmpty()) {
            sheet.heading("Throws");
            exceptions.forEach(tag -> row(tag.getExceptionName().getSignature(), tag.getDescription()));
        }
    }

    private static <T extends BlockTagTree> Stream<T> of(DocCommentTree doc, Class<T> kind) {
        return doc.getBlockTags().stream().filter(kind::isInstance).map(kind::cast);
    }

    private void entry(String title, String name, List<? extends DocTree> text) {
        sheet.heading(title);
        row(name, text);
    }

    private void row(String name, List<? extends DocTree> text) {
        sheet.entryStart(name);
        scan(text, null);
        sheet.entryEnd();
    }

    @Override
    public Void visitText(TextTree text, Void nothing) {
        sheet.text(text.getBody());
        return null;
    }

    @Override
    public Void visitEntity(EntityTree entity, Void nothing) {
        sheet.text(Optional.ofNullable(trees.getCharacters(entity)).orElse(entity.toString()));
        return null;
    }

    @Override
    public Void visitLiteral(LiteralTree literal, Void nothing) {
        if (literal.getKind() == DocTree.Kind.CODE) {
            sheet.code(literal.getBody().getBody());
        } else {
            sheet.text(literal.getBody().getBody());
        }
        return null;
    }

    @Override
    public Void visitLink(LinkTree link, Void nothing) {
        if (link.getLabel().isEmpty()) {
            reference(link.getReference());
        } else {
            scan(link.getLabel(), null);
        }
        return null;
    }

    private void reference(ReferenceTree reference) {
        String signature = reference == null ? "" : reference.getSignature();
        sheet.code(signature.startsWith("#") ? signature.substring(1) : signature.replace('#', '.'));
    }

    @Override
    public Void visitValue(ValueTree value, Void nothing) {
        reference(value.getReference());
        return null;
    }

    @Override
    public Void visitSystemProperty(SystemPropertyTree property, Void nothing) {
        sheet.code(property.getPropertyName().toString());
        return null;
    }

    @Override
    public Void visitIndex(IndexTree index, Void nothing) {
        return scan(index.getSearchTerm(), null);
    }

    @Override
    public Void visitSnippet(SnippetTree snippet, Void nothing) {
        if (snippet.getBody() != null) {
            sheet.block(snippet.getBody().getBody().stripIndent());
        }
        return null;
    }

    @Override
    public Void visitStartElement(StartElementTree element, Void nothing) {
        sheet.start(element.getName().toString());
        return null;
    }

    @Override
    public Void visitEndElement(EndElementTree element, Void nothing) {
        sheet.end(element.getName().toString());
        return null;
    }

    @Override
    public Void visitAttribute(AttributeTree attribute, Void nothing) {
        return null;
    }
}
