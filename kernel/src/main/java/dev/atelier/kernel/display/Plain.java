package dev.atelier.kernel.display;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * Values as text: what {@code toString} says, and arrays, the JDK's collections and maps by their elements. Bounded, and
 * what is left out of those is not made first.
 */
public final class Plain {
    private static final int MAX_ELEMENTS = 1_000;
    private static final int MAX_CHARACTERS = 1 << 20;
    private static final Set<String> LISTED = Set.of("java.util", "java.util.concurrent");

    private final StringBuilder text = new StringBuilder();

    private Plain() {}

    public static String text(Object value) {
        Plain plain = new Plain();
        plain.append(value);
        return trimmed(plain.text.toString());
    }

    static String trimmed(String text) {
        return text.length() <= MAX_CHARACTERS
                ? text
                : text.substring(0, MAX_CHARACTERS) + "… (" + (text.length() - MAX_CHARACTERS) + " characters more)";
    }

    /** Whether it is a collection or map whose text, by the JDK's own rule, is that of its elements. */
    static boolean listed(Object value) {
        return (value instanceof Collection || value instanceof Map)
                && LISTED.contains(value.getClass().getPackageName());
    }

    private void append(Object value) {
        switch (value) {
            case null -> text.append("null");
            case Object array when array.getClass().isArray() -> array(array);
            case Collection<?> elements when listed(elements) -> collection(elements);
            case Map<?, ?> map when listed(map) -> map(map);
            default -> text.append(value);
        }
    }

    private void array(Object array) {
        int length = Array.getLength(array);
        text.append('[');
        for (int i = 0; i < Math.min(length, MAX_ELEMENTS); i++) {
            separate(i);
            append(Array.get(array, i));
        }
        more(length, Math.min(length, MAX_ELEMENTS));
        text.append(']');
    }

    private void collection(Collection<?> elements) {
        text.append('[');
        int shown = 0;
        for (Iterator<?> each = elements.iterator(); each.hasNext() && !full(); shown++) {
            separate(shown);
            element(each.next(), elements, "(this Collection)");
        }
        more(elements.size(), shown);
        text.append(']');
    }

    private void map(Map<?, ?> map) {
        text.append('{');
        int shown = 0;
        for (Iterator<? extends Map.Entry<?, ?>> each = map.entrySet().iterator(); each.hasNext() && !full(); shown++) {
            Map.Entry<?, ?> entry = each.next();
            separate(shown);
            element(entry.getKey(), map, "(this Map)");
            text.append('=');
            element(entry.getValue(), map, "(this Map)");
        }
        more(map.size(), shown);
        text.append('}');
    }

    @SuppressWarnings("ReferenceEquality") // of the object itself, as the JDK's own toString has it
    private void element(Object element, Object owner, String itself) {
        if (element == owner) {
            text.append(itself);
        } else {
            append(element);
        }
    }

    private boolean full() {
        return text.length() >= MAX_CHARACTERS;
    }

    private void separate(int index) {
        if (index > 0) {
            text.append(", ");
        }
    }

    private void more(int size, int shown) {
        if (size > shown) {
            separate(shown);
            text.append("… ").append(size - shown).append(" more");
        }
    }
}
