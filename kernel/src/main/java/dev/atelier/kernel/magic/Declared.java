package dev.atelier.kernel.magic;

import java.util.Optional;

/** Something that cells declared. */
public sealed interface Declared {
    String name();

    /**
     * @param type as Java source
     * @param value empty for {@code null}
     */
    record Variable(String name, String type, Optional<Object> value) implements Declared {}

    /** @param parameters as Java source: {@code int, String} */
    record Method(String name, String parameters, String returnType) implements Declared {}

    /** @param kind {@code class}, {@code interface}, {@code record}, {@code enum} or {@code @interface} */
    record Type(String name, String kind) implements Declared {}
}
