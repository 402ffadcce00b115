package dev.atelier.kernel.magic.host;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Types as Java source that a notebook may use. */
final class JavaTypes {
    private JavaTypes() {}

    /** What {@code call()} of a command is declared to return. */
    static String returned(Class<?> command) {
        return Arrays.stream(command.getMethods())
                .filter(method ->
                        method.getName().equals("call") && method.getParameterCount() == 0 && !method.isBridge())
                .map(Method::getGenericReturnType)
                .map(JavaTypes::source)
                .findFirst()
                .orElse("Object");
    }

    private static String source(Type type) {
        return switch (type) {
            case Class<?> c -> name(c);
            case ParameterizedType p
            when !name((Class<?>) p.getRawType()).equals("Object") ->
                name((Class<?>) p.getRawType())
                        + Arrays.stream(p.getActualTypeArguments())
                                .map(JavaTypes::argument)
                                .collect(Collectors.joining(", ", "<", ">"));
            case GenericArrayType a -> source(a.getGenericComponentType()) + "[]";
            default -> "Object";
        };
    }

    private static String argument(Type type) {
        return switch (type) {
            case WildcardType w when w.getLowerBounds().length > 0 -> "? super " + source(w.getLowerBounds()[0]);
            case WildcardType w -> "? extends " + source(w.getUpperBounds()[0]);
            default -> source(type);
        };
    }

    private static String name(Class<?> type) {
        if (type.isArray()) {
            return name(type.getComponentType()) + "[]";
        }
        if (type == Void.class || type == void.class) {
            return "Object";
        }
        boolean usable = Modifier.isPublic(type.getModifiers()) && type.getCanonicalName() != null;
        return usable || type.isPrimitive() ? type.getCanonicalName() : "Object";
    }
}
