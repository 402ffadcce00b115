package dev.atelier.kernel.display;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** All types of a value, the most specific first. */
public final class Supertypes {
    private Supertypes() {}

    /** The class, its superclasses, then the interfaces of all these, nearest first, and {@code Object} at the end. */
    public static List<Class<?>> of(Class<?> type) {
        Set<Class<?>> all = new LinkedHashSet<>();
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
            all.add(c);
        }
        List<Class<?>> level = List.copyOf(all);
        while (!level.isEmpty()) {
            List<Class<?>> next = new ArrayList<>();
            level.forEach(c -> next.addAll(List.of(c.getInterfaces())));
            next.removeAll(all);
            all.addAll(next);
            level = next;
        }
        all.add(Object.class);
        return List.copyOf(all);
    }
}
