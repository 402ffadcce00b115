package dev.atelier.kernel.display;

import java.lang.reflect.Array;
import java.util.StringJoiner;

/** Values as text: what {@code toString} says, and arrays by their elements. */
public final class Plain {
    private static final int MAX_ELEMENTS = 1_000;
    private static final int MAX_CHARACTERS = 1 << 20;

    private Plain() {}

    public static String text(Object value) {
        String text = untrimmed(value);
        return text.length() <= MAX_CHARACTERS
                ? text
                : text.substring(0, MAX_CHARACTERS) + "… (" + (text.length() - MAX_CHARACTERS) + " characters more)";
    }

    private static String untrimmed(Object value) {
        if (value == null) {
            return "null";
        }
        if (!value.getClass().isArray()) {
            return String.valueOf(value);
        }
        int length = Array.getLength(value);
        StringJoiner elements = new StringJoiner(", ", "[", "]");
        for (int i = 0; i < Math.min(length, MAX_ELEMENTS); i++) {
            elements.add(untrimmed(Array.get(value, i)));
        }
        if (length > MAX_ELEMENTS) {
            elements.add("… " + (length - MAX_ELEMENTS) + " more");
        }
        return elements.toString();
    }
}
