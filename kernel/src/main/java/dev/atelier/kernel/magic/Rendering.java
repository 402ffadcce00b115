package dev.atelier.kernel.magic;

import java.util.Optional;

/**
 * Something worth looking at.
 *
 * @param plain for terminals and plain clients; may hold ANSI colours
 * @param html for notebooks; must be readable on light and dark themes, and every value in it escaped
 */
public record Rendering(String plain, Optional<String> html) {

    public static Rendering plain(String plain) {
        return new Rendering(plain, Optional.empty());
    }

    public static Rendering of(String plain, String html) {
        return new Rendering(plain, Optional.of(html));
    }
}
