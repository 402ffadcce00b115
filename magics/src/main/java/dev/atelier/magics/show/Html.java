package dev.atelier.magics.show;

/** HTML that is readable on light and dark: it takes the page's colours, and adds only tones that suit both. */
final class Html {
    static final String GOOD = "#2e9e5b";
    static final String BUSY = "#c98a1b";
    static final String BAD = "#d5524a";
    static final String QUIET = "#8a8f98";

    private Html() {}

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    static String coloured(String text, String colour) {
        return "<span style=\"color:" + colour + "\">" + escape(text) + "</span>";
    }
}
