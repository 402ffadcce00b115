package dev.atelier.kernel.magic.host;

import java.util.Optional;

/**
 * What a magic returned.
 *
 * @param type Java source for the declared type, usable in a notebook
 */
public record MagicResult(Optional<Object> value, String type) {}
