package dev.atelier.kernel.inspection;

import java.util.Locale;
import java.util.Set;

/** Documentation written for a console and for a notebook at the same time. */
final class DocSheet {
    private static final Set<String> TAGS = Set.of(
            "p",
            "ul",
            "ol",
            "li",
            "dl",
            "dt",
            "dd",
            "pre",
            "code",
            "em",
            "i",
            "b",
            "strong",
            "br",
            "blockquote",
            "sub",
            "sup",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "caption",
            "hr",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "tt",
            "var");
    private static final Set<String> BREAKS = Set.of(
            "p",
            "ul",
            "ol",
            "dl",
            "dt",
            "dd",
            "pre",
            "blockquote",
            "table",
            "tr",
            "hr",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "br");

    private final StringBuilder plain = new StringBuilder();
    private final StringBuilder html = new StringBuilder();
    private boolean verbatim;

    void text(String text) {
        plain.append(verbatim ? text : text.replaceAll("\\s+", " "));
        html.append(escape(text));
    }

    void code(String code) {
        text(plain, code);
        html.append("<code>").append(escape(code)).append("</code>");
    }

    private void text(StringBuilder target, String text) {
        target.append(verbatim ? text : text.replaceAll("\\s+", " "));
    }

    void block(String code) {
        plain.append('\n').append(code).append('\n');
        html.append("<pre>").append(escape(code)).append("</pre>");
    }

    /** A tag of the documentation's own; those that are not known to be harmless vanish, what they enclose stays. */
    void start(String tag) {
        String name = tag.toLowerCase(Locale.ROOT);
        if (name.equals("pre")) {
            verbatim = true;
        }
        if (name.equals("li")) {
            plain.append("\n  • ");
        } else if (name.equals("td") || name.equals("th")) {
            plain.append("  ");
        } else if (BREAKS.contains(name)) {
            plain.append('\n');
        }
        if (TAGS.contains(name)) {
            html.append('<').append(name).append('>');
        }
    }

    void end(String tag) {
        String name = tag.toLowerCase(Locale.ROOT);
        if (name.equals("pre")) {
            verbatim = false;
            plain.append('\n');
        }
        if (TAGS.contains(name)) {
            html.append("</").append(name).append('>');
        }
    }

    void heading(String title) {
        plain.append("\n\n").append(title);
        html.append("<p><b>").append(escape(title)).append("</b></p>");
    }

    void entryStart(String name) {
        plain.append("\n  ").append(name).append(name.isEmpty() ? "" : " – ");
        html.append("<div>&nbsp;&nbsp;");
        if (!name.isEmpty()) {
            html.append("<code>").append(escape(name)).append("</code> – ");
        }
    }

    void entryEnd() {
        html.append("</div>");
    }

    /** A declaration, before what is said about it. */
    void signature(String signature) {
        if (!plain.isEmpty()) {
            plain.append("\n\n");
            html.append("<hr>");
        }
        plain.append(signature).append('\n');
        html.append("<pre><b>").append(escape(signature)).append("</b></pre>");
    }

    int length() {
        return plain.length();
    }

    Tooltip tooltip() {
        String tidy = plain.toString()
                .replaceAll("[ \\t]+\\n", "\n")
                .replaceAll("\\n (?=\\S)", "\n")
                .replaceAll("\\n{3,}", "\n\n")
                .strip();
        return new Tooltip(tidy, html.toString());
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
