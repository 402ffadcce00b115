package dev.atelier.kernel.display;

/** Texts within HTML. */
public final class Html {
    private Html() {}

    /** For text and for attribute values. */
    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
