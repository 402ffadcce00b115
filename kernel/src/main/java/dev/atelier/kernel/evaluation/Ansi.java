package dev.atelier.kernel.evaluation;

/** Colours from the basic palette, which every theme makes readable on its own background; never black or white. */
final class Ansi {
    private Ansi() {}

    static String bad(String text) {
        return "\u001b[1;31m" + text + "\u001b[0m";
    }

    static String mark(String text) {
        return "\u001b[1;32m" + text + "\u001b[0m";
    }

    static String place(String text) {
        return "\u001b[36m" + text + "\u001b[0m";
    }
}
