package dev.atelier.kernel.evaluation;

import java.util.regex.Pattern;

/** Javadoc for people: without its HTML. */
final class Javadoc {
    private static final Pattern INLINE = Pattern.compile("\\{@(?:code|link|linkplain|literal|value)\\s+([^{}]*)}");
    private static final Pattern BREAKS =
            Pattern.compile("\\s*<(?:p|br|/p|ul|/ul|li|pre|/pre|blockquote|/blockquote)\\b[^>]*>");
    private static final Pattern TAGS = Pattern.compile("</?[a-zA-Z][^>]*>");

    private Javadoc() {}

    static String plain(String javadoc) {
        String text = INLINE.matcher(javadoc).replaceAll("$1");
        text = BREAKS.matcher(text).replaceAll("\n");
        return TAGS.matcher(text)
                .replaceAll("")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&nbsp;", " ")
                .replace("&amp;", "&")
                .strip();
    }
}
