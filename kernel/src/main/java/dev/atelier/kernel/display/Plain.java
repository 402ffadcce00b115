package dev.atelier.kernel.display;

import java.lang.reflect.Array;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedCollection;
import java.util.Set;
import java.util.stream.BaseStream;

/**
 * Values as text: what {@code toString} says, and arrays, the JDK's collections and maps by their elements. Bounded, and
 * what is left out of those is not made first. Of a long one the head is shown, and the tail where it costs nothing.
 */
public final class Plain {
    private static final int MAX_ELEMENTS = 1_000;
    private static final int TAIL = 5;
    private static final int MAX_CHARACTERS = 1 << 20;
    private static final int BRIEF_ELEMENTS = 20;
    private static final int BRIEF_CHARACTERS = 200;
    private static final int MAX_DEPTH = 50;
    private static final Duration MAX_TIME = Duration.ofSeconds(5);
    private static final Set<String> LISTED = Set.of("java.util", "java.util.concurrent");
    private static final Set<String> LISTING = Set.of("java.util.AbstractCollection", "java.util.AbstractMap");

    private final StringBuilder text = new StringBuilder();
    private final Deadline deadline = Deadline.in(MAX_TIME);
    private final int maxCharacters;
    private final int maxElements;
    private int depth;

    private Plain(int maxCharacters, int maxElements) {
        this.maxCharacters = maxCharacters;
        this.maxElements = maxElements;
    }

    /** Whatever the value's own {@code toString} throws is the caller's; an element's is told in the text. */
    public static String text(Object value) {
        return switch (value) {
            case Throwable throwable -> trimmed(Traces.text(throwable));
            case BaseStream<?, ?> stream -> trimmed(stream + " (a stream; toList() would show its elements)");
            case null -> "null";
            case Object o when composed(o) -> new Plain(MAX_CHARACTERS, MAX_ELEMENTS).composition(o);
            default -> trimmed(String.valueOf(value));
        };
    }

    /** A few words, on whatever the value does. */
    static String brief(Object value) {
        Plain plain = new Plain(BRIEF_CHARACTERS, BRIEF_ELEMENTS);
        plain.append(value);
        return plain.text.toString();
    }

    /** As {@link #text}, for a value that is shown otherwise too: its own failure is told in the text. */
    static String beside(Object value) {
        return new Plain(MAX_CHARACTERS, MAX_ELEMENTS).composition(value);
    }

    private String composition(Object value) {
        append(value);
        return trimmed(text.toString());
    }

    static String trimmed(String text) {
        return text.length() <= MAX_CHARACTERS
                ? text
                : beginning(text, MAX_CHARACTERS) + "… (" + (text.length() - MAX_CHARACTERS) + " characters more)";
    }

    /** Whether it is a collection or map whose text, by the JDK's own rule, is that of its elements. */
    static boolean listed(Object value) {
        return (value instanceof Collection || value instanceof Map)
                && (LISTED.contains(value.getClass().getPackageName()) || inheritsListing(value.getClass()));
    }

    private static boolean inheritsListing(Class<?> type) {
        try {
            return LISTING.contains(
                    type.getMethod("toString").getDeclaringClass().getName());
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    private static boolean composed(Object value) {
        return value.getClass().isArray() || value instanceof Optional || listed(value);
    }

    private void append(Object value) {
        if (depth >= MAX_DEPTH) {
            text.append('…');
            return;
        }
        depth++;
        switch (value) {
            case null -> text.append("null");
            case Object array when array.getClass().isArray() -> array(array);
            case Optional<?> optional -> optional(optional);
            case Collection<?> elements when listed(elements) -> collection(elements);
            case Map<?, ?> map when listed(map) -> map(map);
            default -> other(value);
        }
        depth--;
    }

    /** The border to other people's {@code toString}. */
    private void other(Object value) {
        try {
            cut(String.valueOf(value));
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            text.append(Traces.failure(value, "toString", e));
        }
    }

    private void cut(String words) {
        int room = Math.max(0, maxCharacters - text.length());
        if (words.length() <= room) {
            text.append(words);
        } else {
            text.append(beginning(words, room)).append('…');
        }
    }

    /** Without half of a character that is a pair of them. */
    private static String beginning(String words, int length) {
        boolean halved = length > 0 && Character.isHighSurrogate(words.charAt(length - 1));
        return words.substring(0, halved ? length - 1 : length);
    }

    private void optional(Optional<?> optional) {
        text.append(optional.isPresent() ? "Optional[" : "Optional.empty");
        optional.ifPresent(value -> {
            append(value);
            text.append(']');
        });
    }

    private void array(Object array) {
        int length = Array.getLength(array);
        int tail = length - Math.min(TAIL, length / 2);
        text.append('[');
        int shown = 0;
        for (; shown < head(length) && !full(); shown++) {
            separate(shown);
            append(Array.get(array, shown));
        }
        if (shown < length && !full()) {
            gap(tail - shown);
            for (int i = tail; i < length && !full(); i++) {
                text.append(", ");
                append(Array.get(array, i));
            }
        } else {
            more(length, shown);
        }
        text.append(']');
    }

    /** How many elements come before the gap; without one, all. */
    private int head(int size) {
        return size <= maxElements ? size : maxElements - TAIL;
    }

    /** The border to other people's iterators. */
    private void collection(Collection<?> elements) {
        text.append('[');
        int shown = 0;
        try {
            int size = elements.size();
            Iterator<?> each = elements.iterator();
            for (; shown < head(size) && !full() && each.hasNext(); shown++) {
                Object next = each.next();
                separate(shown);
                element(next, elements, "(this Collection)");
            }
            if (shown < size && !full() && elements instanceof SequencedCollection<?> sequence) {
                tail(sequence, size - shown - TAIL);
            } else {
                more(size, shown);
            }
        } catch (RuntimeException e) {
            separate(shown);
            text.append("… ").append(Traces.failure(elements, "reading on", e));
        }
        text.append(']');
    }

    private void tail(SequencedCollection<?> elements, int leftOut) {
        List<Object> last = new ArrayList<>();
        Iterator<?> backwards = elements.reversed().iterator();
        while (last.size() < TAIL && backwards.hasNext()) {
            last.add(backwards.next());
        }
        Collections.reverse(last);
        gap(leftOut);
        for (Object element : last) {
            text.append(", ");
            element(element, elements, "(this Collection)");
        }
    }

    private void map(Map<?, ?> map) {
        text.append('{');
        int shown = 0;
        try {
            int size = map.size();
            Iterator<? extends Map.Entry<?, ?>> each = map.entrySet().iterator();
            for (; shown < maxElements && !full() && each.hasNext(); shown++) {
                Map.Entry<?, ?> entry = each.next();
                separate(shown);
                element(entry.getKey(), map, "(this Map)");
                text.append('=');
                element(entry.getValue(), map, "(this Map)");
            }
            more(size, shown);
        } catch (RuntimeException e) {
            separate(shown);
            text.append("… ").append(Traces.failure(map, "reading on", e));
        }
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
        return text.length() >= maxCharacters || deadline.passed();
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

    private void gap(int leftOut) {
        text.append(", … ").append(leftOut).append(" more …");
    }
}
