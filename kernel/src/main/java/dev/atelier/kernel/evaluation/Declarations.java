package dev.atelier.kernel.evaluation;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.JShell;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.TypeDeclSnippet;
import jdk.jshell.VarSnippet;

/** What a notebook has declared, with its real values. */
final class Declarations {
    private static final String UNTOLD = "java.lang.Object";

    /** Packages, and the classes that hold a notebook's own. */
    private static final Pattern QUALIFIERS = Pattern.compile("(?:[\\w$]+\\.)+(?:\\$JShell\\$\\d+[A-Z]*\\$)?");

    private final JShell shell;
    private final ClassLoader loader;

    Declarations(JShell shell, ClassLoader loader) {
        this.shell = shell;
        this.loader = loader;
    }

    /** Variables, then methods, then types, each in the order of their declaration. */
    List<Declaration> all() {
        List<Declaration> all = new ArrayList<>();
        defined(shell.variables()).forEach(v -> all.add(new Declaration.Variable(v.name(), type(v), value(v))));
        defined(shell.methods()).forEach(m -> all.add(method(m)));
        defined(shell.types()).forEach(t -> all.add(new Declaration.Type(t.name(), kind(t))));
        return all;
    }

    private <T extends DeclarationSnippet> Stream<T> defined(Stream<T> snippets) {
        return snippets.filter(snippet -> shell.status(snippet).isDefined());
    }

    private static Declaration method(MethodSnippet method) {
        String signature = method.signature();
        return new Declaration.Method(
                method.name(), method.parameterTypes(), signature.substring(signature.lastIndexOf(')') + 1));
    }

    private static String kind(TypeDeclSnippet type) {
        return switch (type.subKind()) {
            case INTERFACE_SUBKIND -> "interface";
            case ENUM_SUBKIND -> "enum";
            case RECORD_SUBKIND -> "record";
            case ANNOTATION_TYPE_SUBKIND -> "@interface";
            default -> "class";
        };
    }

    /** Once a class was dropped, JShell tells no types of a {@code var}; the compiler wrote them into the class file. */
    private String type(VarSnippet variable) {
        String told = variable.typeName();
        try {
            return told.equals(UNTOLD)
                    ? QUALIFIERS
                            .matcher(field(variable).getGenericType().getTypeName())
                            .replaceAll("")
                    : told;
        } catch (ReflectiveOperationException | LinkageError e) {
            return told;
        }
    }

    private Optional<Object> value(VarSnippet variable) {
        try {
            return Optional.ofNullable(field(variable).get(null));
        } catch (ReflectiveOperationException | LinkageError e) {
            // Its class could not be loaded, so nobody ever gave it a value.
            return Optional.empty();
        }
    }

    private Field field(VarSnippet variable) throws ReflectiveOperationException {
        Field field = Class.forName(holder(variable), false, loader).getDeclaredField(variable.name());
        field.setAccessible(true);
        return field;
    }

    /** Drops everything but {@code kept}: what needs others before what others need. */
    void drop(Set<String> kept) {
        defined(shell.variables()).forEach(this::empty);
        List<Snippet> all = new ArrayList<>(shell.variables().toList());
        all.addAll(shell.methods().toList());
        all.addAll(shell.types().toList());
        all.addAll(shell.imports().toList());
        all.stream().filter(snippet -> !kept.contains(snippet.id())).forEach(shell::drop);
    }

    /** Another variable has taken the name: its value goes, unless it is held by the same class. */
    void letGo(VarSnippet overwritten) {
        String holder = holder(overwritten);
        if (defined(shell.variables()).noneMatch(variable -> holder(variable).equals(holder))) {
            empty(overwritten);
        }
    }

    private String holder(VarSnippet variable) {
        return shell.sourceCodeAnalysis().wrapper(variable).fullClassName();
    }

    /** JShell forgets a variable but not its class: let go of the value, which may be large. */
    private void empty(VarSnippet variable) {
        try {
            Field field = field(variable);
            if (!field.getType().isPrimitive()) {
                field.set(null, null);
            }
        } catch (ReflectiveOperationException | LinkageError e) {
            // It holds nothing.
        }
    }
}
