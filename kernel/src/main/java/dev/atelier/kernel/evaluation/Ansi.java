package dev.atelier.kernel.evaluation;

/**
 * Colours from the basic palette, which every theme makes readable on its own background; never black or white. Not bold:
 * JupyterLab shows bold colours in their darkest shade, which a dark theme swallows.
 */
final class Ansi {
    private Ansi() {}

    static String bad(String text) {
        return "\u001b[31m" + text + "\u001b[0m";
    }

    static String mark(String text) {
        return "\u001b[32m" + text + "\u001b[0m";
    }

    static String place(String text) {
        return "\u001b[36m" + text + "\u001b[0m";
    }
}
