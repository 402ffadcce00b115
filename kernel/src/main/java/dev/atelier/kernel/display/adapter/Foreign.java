package dev.atelier.kernel.display.adapter;

import dev.atelier.kernel.display.Supertypes;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;

/** An object of a library, by the public methods of a public type of that library. */
final class Foreign {
    private final Object object;
    private final Class<?> type;

    /** @param typeName a type of the object: its own class may be hidden, and its methods closed */
    Foreign(Object object, String typeName) {
        this(
                object,
                Supertypes.of(object.getClass()).stream()
                        .filter(each -> each.getName().equals(typeName))
                        .findFirst()
                        .orElseThrow());
    }

    private Foreign(Object object, Class<?> type) {
        this.object = object;
        this.type = type;
    }

    /** What a method without parameters, or with {@code int}s alone, returns. */
    Object call(String name, int... arguments) throws ReflectiveOperationException {
        return invoke(
                method(name, arguments.length), Arrays.stream(arguments).boxed().toArray());
    }

    int number(String name) throws ReflectiveOperationException {
        return ((Number) call(name)).intValue();
    }

    /** The same as an object of the type that the method declares. */
    Foreign follow(String name, int... arguments) throws ReflectiveOperationException {
        return new Foreign(call(name, arguments), method(name, arguments.length).getReturnType());
    }

    private Method method(String name, int parameters) throws NoSuchMethodException {
        Class<?>[] types = new Class<?>[parameters];
        Arrays.fill(types, int.class);
        return type.getMethod(name, types);
    }

    Object invoke(Method method, Object... arguments) throws ReflectiveOperationException {
        try {
            return method.invoke(object, arguments);
        } catch (InvocationTargetException e) {
            switch (e.getCause()) {
                case RuntimeException thrown -> throw thrown;
                case Error thrown -> throw thrown;
                case null, default -> throw e;
            }
        }
    }

    Class<?> type() {
        return type;
    }
}
