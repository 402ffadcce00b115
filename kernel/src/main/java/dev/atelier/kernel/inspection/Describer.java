package dev.atelier.kernel.inspection;

import dev.atelier.kernel.inspection.Described.DocumentedAt;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.ModuleElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.TypeParameterElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/** Says of the compiler's elements what people read. */
final class Describer {
    private static final String WRAPPER = "$JShell$";

    private final Elements elements;
    private final Types types;

    Describer(Elements elements, Types types) {
        this.elements = elements;
        this.types = types;
    }

    Described describe(Element element) {
        return switch (element) {
            case ExecutableElement method -> method(method);
            case TypeElement type -> new Described(type(type), Optional.empty(), documented(type));
            case VariableElement variable -> variable(variable);
            default ->
                new Described(
                        element.getKind().name().toLowerCase(Locale.ROOT) + " " + element, Optional.empty(), List.of());
        };
    }

    private Described method(ExecutableElement method) {
        StringBuilder text = new StringBuilder();
        if (method.getModifiers().contains(Modifier.STATIC) && owner(method).isPresent()) {
            text.append("static ");
        }
        if (!method.getTypeParameters().isEmpty()) {
            text.append(typeParameters(method.getTypeParameters())).append(' ');
        }
        if (method.getKind() == ElementKind.CONSTRUCTOR) {
            text.append(method.getEnclosingElement().getSimpleName());
        } else {
            text.append(readable(method.getReturnType())).append(' ');
            owner(method).ifPresent(owner -> text.append(owner).append('.'));
            text.append(method.getSimpleName());
        }
        List<String> parameters = new ArrayList<>(
                method.getParameters().stream().map(p -> readable(p.asType())).toList());
        if (method.isVarArgs()) {
            parameters.addLast(parameters.removeLast().replaceFirst("\\[]$", "..."));
        }
        return new Described(text.append('(').toString(), Optional.of(parameters), documented(method));
    }

    private Described variable(VariableElement variable) {
        String owner = owner(variable).map(name -> name + ".").orElse("");
        Object constant = variable.getConstantValue();
        String value = constant == null ? "" : " = " + elements.getConstantExpression(constant);
        return new Described(
                readable(variable.asType()) + " " + owner + variable.getSimpleName() + value,
                Optional.empty(),
                variable.getKind().isField() ? documented(variable) : List.of());
    }

    private String type(TypeElement type) {
        String kind = switch (type.getKind()) {
            case ANNOTATION_TYPE -> "@interface";
            default -> type.getKind().name().toLowerCase(Locale.ROOT);
        };
        String name = type.getQualifiedName().toString();
        StringBuilder text = new StringBuilder(kind)
                .append(' ')
                .append(name.contains(WRAPPER) || name.isEmpty() ? type.getSimpleName() : name);
        if (!type.getTypeParameters().isEmpty()) {
            text.append(typeParameters(type.getTypeParameters()));
        }
        if (type.getKind() == ElementKind.CLASS
                && type.getSuperclass().getKind() == TypeKind.DECLARED
                && !type.getSuperclass().toString().equals("java.lang.Object")) {
            text.append(" extends ").append(readable(type.getSuperclass()));
        }
        if (!type.getInterfaces().isEmpty()) {
            text.append(type.getKind().isInterface() ? " extends " : " implements ")
                    .append(type.getInterfaces().stream().map(this::readable).collect(Collectors.joining(", ")));
        }
        return text.toString();
    }

    private String typeParameters(List<? extends TypeParameterElement> parameters) {
        return parameters.stream().map(this::typeParameter).collect(Collectors.joining(", ", "<", ">"));
    }

    private String typeParameter(TypeParameterElement parameter) {
        String bounds = parameter.getBounds().stream()
                .map(this::readable)
                .filter(bound -> !bound.equals("Object"))
                .collect(Collectors.joining(" & "));
        return parameter.getSimpleName() + (bounds.isEmpty() ? "" : " extends " + bounds);
    }

    /** The class that a member belongs to; empty for what the notebook declared itself, which stands in classes of JShell's. */
    private static Optional<String> owner(Element member) {
        Element owner = member.getEnclosingElement();
        String name = owner == null ? "" : owner.getSimpleName().toString();
        return !(owner instanceof TypeElement) || name.startsWith(WRAPPER) ? Optional.empty() : Optional.of(name);
    }

    /** Without packages and annotations. */
    private String readable(TypeMirror type) {
        return type.toString()
                .replaceAll("@[\\w.]+(\\([^)]*\\))?\\s*", "")
                .replaceAll("\\b(?:[a-z_][\\w$]*\\.)+(?=[A-Z_$])", "")
                .replaceAll("\\$JShell\\$\\w+\\.", "")
                .replace(",", ", ");
    }

    /** The declaration itself, then for a method those that it overrides, whose documentation it inherits. */
    private List<DocumentedAt> documented(Element element) {
        List<DocumentedAt> places = new ArrayList<>();
        place(element).ifPresent(places::add);
        if (element instanceof ExecutableElement method && method.getEnclosingElement() instanceof TypeElement type) {
            for (TypeElement ancestor : ancestors(type)) {
                for (Element member : ancestor.getEnclosedElements()) {
                    if (member instanceof ExecutableElement other
                            && other.getSimpleName().equals(method.getSimpleName())
                            && elements.overrides(method, other, type)) {
                        place(other).ifPresent(places::add);
                    }
                }
            }
        }
        return places;
    }

    private Set<TypeElement> ancestors(TypeElement type) {
        Set<TypeElement> found = new LinkedHashSet<>();
        addAncestors(type.asType(), found);
        return found;
    }

    private void addAncestors(TypeMirror type, Set<TypeElement> found) {
        for (TypeMirror parent : types.directSupertypes(type)) {
            if (parent instanceof DeclaredType declared
                    && declared.asElement() instanceof TypeElement element
                    && found.add(element)) {
                addAncestors(parent, found);
            }
        }
    }

    private Optional<DocumentedAt> place(Element element) {
        Element top = element;
        while (top.getEnclosingElement() instanceof TypeElement outer) {
            top = outer;
        }
        if (!(top instanceof TypeElement type)) {
            return Optional.empty();
        }
        ModuleElement module = elements.getModuleOf(element);
        return Optional.of(new DocumentedAt(
                module == null ? "" : module.getQualifiedName().toString(),
                type.getQualifiedName().toString(),
                SourceIndex.key(element)));
    }
}
