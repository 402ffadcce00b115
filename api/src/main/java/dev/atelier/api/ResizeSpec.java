package dev.atelier.api;

import java.util.Optional;

/**
 * What is changed of an instance that is stopped.
 *
 * @param size the name of the size that it has from its next start on
 */
public record ResizeSpec(Optional<String> size) {

    public ResizeSpec {
        size = size == null ? Optional.empty() : size;
    }

    /** @throws ProblemException {@code no-size} (400) where it was left out */
    public String required() {
        return size.orElseThrow(() -> Problem.of(
                        400,
                        "no-size",
                        "Say which size the instance is to have: {\"size\": \"cpu.2\"}.",
                        "See the sizes with: `compute sizes`")
                .asException());
    }
}
