package dev.atelier.kernel.evaluation;

import java.util.Optional;

/** Something that cells declared and can use now. */
public sealed interface Declaration {
    String name();

    /**
     * @param type as Java source
     * @param value empty for {@code null}
     */
    record Variable(String name, String type, Optional<Object> value) implements Declaration {}

    /** @param parameters as Java source: {@code int, String} */
    record Method(String name, String parameters, String returnType) implements Declaration {}

    /** @param kind the word that declares it */
    record Type(String name, String kind) implements Declaration {}
}
