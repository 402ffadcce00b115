package dev.atelier.gateway.yaml;

import dev.atelier.api.Names;
import java.util.Comparator;
import java.util.Optional;

/**
 * What is wrong in the file.
 *
 * @param line counted from 1
 * @param column counted from 1
 * @param key where: {@code sizes[2].memory}; empty for the file as a whole
 * @param what a sentence
 */
public record Fault(int line, int column, String key, String what) {
    public static final Comparator<Fault> BY_PLACE =
            Comparator.comparingInt(Fault::line).thenComparingInt(Fault::column);

    /**
     * @param value what stands there; empty where there should be something
     * @param expected what should be there
     */
    static Fault expected(Place place, String key, Optional<String> value, String expected) {
        String there = value.map(v -> "“" + Names.shown(v) + "”").orElse("nothing");
        return of(place, key, there + " is there; expected " + expected + ".");
    }

    static Fault of(Place place, String key, String what) {
        return new Fault(place.line(), place.column(), key, what);
    }

    public String sentence() {
        return "line " + line + said();
    }

    /** The same with the column, for who looks for it in an editor. */
    public String exactly() {
        return "line " + line + ", column " + column + said();
    }

    private String said() {
        return (key.isEmpty() ? "" : ", " + key) + ": " + what;
    }
}
