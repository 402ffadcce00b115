package dev.atelier.kernel.magic.builtin;

/** Paths as people type them in a shell. */
final class TypedPath {
    private TypedPath() {}

    /** {@code ~} at the beginning is the home folder. */
    static String expanded(String typed) {
        return typed.equals("~") || typed.startsWith("~/")
                ? System.getProperty("user.home") + typed.substring(1)
                : typed;
    }
}
