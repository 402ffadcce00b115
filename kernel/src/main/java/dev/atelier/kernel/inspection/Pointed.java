package dev.atelier.kernel.inspection;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ErroneousTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import dev.atelier.kernel.compiler.NeededImports;
import dev.atelier.kernel.compiler.QuickCompiler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.util.ElementFilter;

/** Finds what a name at a place of the code means, by one pass of the compiler over the code before it. */
final class Pointed {
    private static final Pattern STATIC_IMPORT = Pattern.compile("import static (.+)\\.([^.]+);");

    /** The cell's own, which cannot stand in a method. */
    private static final Pattern IMPORT = Pattern.compile("(?m)^\\s*import\\s[^;]*;");

    /** The one in which the name stands, which then reads as a name alone. */
    private static final Pattern HALF_IMPORT = Pattern.compile("(?m)^\\s*import\\s+(?:static\\s+)?(?=[\\w$.]*\\z)");

    private final QuickCompiler compiler;

    Pointed(QuickCompiler compiler) {
        this.compiler = compiler;
    }

    /**
     * @param code up to the end of the name
     * @param imports all that the notebook sees
     * @return every overload of a method; nothing when the name means nothing
     */
    List<Described> at(String code, List<String> imports) {
        List<String> needed = new ArrayList<>(NeededImports.of(code, imports));
        Matcher own = IMPORT.matcher(code);
        own.results().map(MatchResult::group).map(String::strip).forEach(needed::add);
        String statements = HALF_IMPORT.matcher(own.replaceAll(Pointed::blanks)).replaceAll(Pointed::blanks);
        StringBuilder header = new StringBuilder("package REPL;");
        needed.forEach(line -> header.append(line.replace('\n', ' ')));
        header.append("class $Inspected$ { void inspected$() throws Throwable {\n");
        int end = header.length() + code.length();
        String source = header.append(statements).append("\n; } }").toString();
        return compiler.inspect("$Inspected$", source, (task, unit) -> found(task, unit, end, needed))
                .orElse(List.of());
    }

    /** Positions stay what they are. */
    private static String blanks(MatchResult removed) {
        return " ".repeat(removed.group().length());
    }

    private static List<Described> found(JavacTask task, CompilationUnitTree unit, int end, List<String> imports) {
        Names names = new Names(Trees.instance(task).getSourcePositions(), end);
        names.scan(unit, null);
        Describer describer = new Describer(task.getElements(), task.getTypes());
        return names.path.map(path -> new Meaning(task, imports).of(path)).orElse(List.of()).stream()
                .map(describer::describe)
                .toList();
    }

    /** The innermost name that ends where the cursor's does. */
    private static final class Names extends TreePathScanner<Void, Void> {
        private final SourcePositions positions;
        private final int end;
        private Optional<TreePath> path = Optional.empty();

        Names(SourcePositions positions, int end) {
            this.positions = positions;
            this.end = end;
        }

        private void look(Tree tree) {
            if (positions.getEndPosition(getCurrentPath().getCompilationUnit(), tree) == end) {
                path = Optional.of(getCurrentPath());
            }
        }

        @Override
        public Void visitIdentifier(IdentifierTree name, Void nothing) {
            look(name);
            return null;
        }

        @Override
        public Void visitMemberSelect(MemberSelectTree select, Void nothing) {
            look(select);
            return super.visitMemberSelect(select, null);
        }

        @Override
        public Void visitMemberReference(MemberReferenceTree reference, Void nothing) {
            look(reference);
            return super.visitMemberReference(reference, null);
        }

        @Override
        public Void visitErroneous(ErroneousTree broken, Void nothing) {
            return scan(broken.getErrorTrees(), null);
        }
    }

    private record Meaning(JavacTask task, List<String> imports) {

        List<Element> of(TreePath path) {
            return switch (path.getLeaf()) {
                case MemberSelectTree select ->
                    member(path, select.getExpression(), select.getIdentifier().toString());
                case MemberReferenceTree reference ->
                    member(
                            path,
                            reference.getQualifierExpression(),
                            reference.getName().toString());
                case IdentifierTree name -> alone(path, name.getName().toString());
                default -> List.of();
            };
        }

        private List<Element> member(TreePath path, Tree qualifier, String name) {
            List<Element> methods = type(Trees.instance(task).getTypeMirror(new TreePath(path, qualifier)))
                    .map(type -> methods(type, name))
                    .orElse(List.of());
            return methods.isEmpty() ? resolved(path) : methods;
        }

        private List<Element> alone(TreePath path, String name) {
            List<Element> found = new ArrayList<>(resolved(path));
            if (found.isEmpty()) {
                imports.forEach(line -> found.addAll(imported(line, name)));
            }
            boolean made = path.getParentPath() != null && path.getParentPath().getLeaf() instanceof NewClassTree;
            if (made && found.size() == 1 && found.getFirst() instanceof TypeElement type) {
                found.addAll(ElementFilter.constructorsIn(type.getEnclosedElements()));
            }
            return found;
        }

        private List<Element> imported(String line, String name) {
            Matcher imported = STATIC_IMPORT.matcher(line);
            if (!imported.matches()
                    || !(imported.group(2).equals("*") || imported.group(2).equals(name))) {
                return List.of();
            }
            return Optional.ofNullable(task.getElements().getTypeElement(imported.group(1)))
                    .map(type -> methods(type, name))
                    .orElse(List.of());
        }

        private List<Element> resolved(TreePath path) {
            Element element = Trees.instance(task).getElement(path);
            boolean real = element != null
                    && element.asType() != null
                    && element.asType().getKind() != TypeKind.ERROR
                    && element.getKind() != ElementKind.OTHER
                    && !(element instanceof PackageElement guess && !exists(guess));
            return real ? List.of(element) : List.of();
        }

        /** What is nothing else may be a package, the compiler thinks. */
        private boolean exists(PackageElement guess) {
            return task.getElements().getPackageElement(guess.getQualifiedName()) != null;
        }

        private List<Element> methods(TypeElement type, String name) {
            List<Element> methods = new ArrayList<>();
            for (ExecutableElement method :
                    ElementFilter.methodsIn(task.getElements().getAllMembers(type))) {
                if (method.getSimpleName().contentEquals(name)) {
                    methods.add(method);
                }
            }
            return methods;
        }

        private Optional<TypeElement> type(TypeMirror mirror) {
            return switch (mirror) {
                case DeclaredType declared when declared.asElement() instanceof TypeElement type -> Optional.of(type);
                case TypeVariable variable -> type(variable.getUpperBound());
                case ArrayType _ -> Optional.ofNullable(task.getElements().getTypeElement("java.lang.Object"));
                case null, default -> Optional.empty();
            };
        }
    }
}
