package dev.atelier.kernel.inspection;

import java.util.List;
import java.util.Optional;

/**
 * Something that code names, without the compiler that found it.
 *
 * @param before its declaration up to the name of the first parameter: {@code String String.valueOf(}; the whole declaration for
 *     what has no parameters
 * @param parameters types of the parameters, as people read them; empty for what has none
 * @param documented where its documentation may stand, the best place first
 */
record Described(String before, Optional<List<String>> parameters, List<DocumentedAt> documented) {

    /**
     * A declaration in a source file.
     *
     * @param module the JDK's or the library's module; empty for the unnamed one
     * @param topLevel the qualified name of the file's class
     * @param key what {@link SourceIndex} calls the declaration
     */
    record DocumentedAt(String module, String topLevel, String key) {}

    /** The declaration, with the parameters' names where the source tells them. */
    String signature(List<String> names) {
        if (parameters.isEmpty()) {
            return before;
        }
        StringBuilder text = new StringBuilder(before);
        for (int i = 0; i < parameters.get().size(); i++) {
            text.append(i == 0 ? "" : ", ").append(parameters.get().get(i));
            if (i < names.size()) {
                text.append(' ').append(names.get(i));
            }
        }
        return text.append(')').toString();
    }
}
