package dev.atelier.kernel.inspection;

import dev.atelier.kernel.display.Html;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Documentation written for a console and for a notebook at the same time. */
final class DocSheet {
    private static final Set<String> BREAKS =
            Set.of("p ul ol dl dt dd pre blockquote table tr hr h1 h2 h3 h4 h5 h6 br".split(" "));

    private static final Set<String> HARMLESS = Stream.concat(
                    BREAKS.stream(),
                    Stream.of("li code em i b strong sub sup thead tbody th td caption tt var".split(" ")))
            .collect(Collectors.toUnmodifiableSet());

    private final StringBuilder plain = new StringBuilder();
    private final StringBuilder html = new StringBuilder();
    private boolean verbatim;

    void text(String text) {
        inPlain(text);
        html.append(Html.escape(text));
    }

    void code(String code) {
        inPlain(code);
        html.append("<code>").append(Html.escape(code)).append("</code>");
    }

    private void inPlain(String text) {
        plain.append(verbatim ? text : text.replaceAll("\\s+", " "));
    }

    void block(String code) {
        plain.append('\n').append(code).append('\n');
        html.append("<pre>").append(Html.escape(code)).append("</pre>");
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
        if (HARMLESS.contains(name)) {
            html.append('<').append(name).append('>');
        }
    }

    void end(String tag) {
        String name = tag.toLowerCase(Locale.ROOT);
        if (name.equals("pre")) {
            verbatim = false;
            plain.append('\n');
        }
        if (HARMLESS.contains(name)) {
            html.append("</").append(name).append('>');
        }
    }

    void heading(String title) {
        plain.append("\n\n").append(title);
        html.append("<p><b>").append(Html.escape(title)).append("</b></p>");
    }

    void entryStart(String name) {
        plain.append("\n  ").append(name).append(name.isEmpty() ? "" : " – ");
        html.append("<div>&nbsp;&nbsp;");
        if (!name.isEmpty()) {
            html.append("<code>").append(Html.escape(name)).append("</code> – ");
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
        html.append("<pre><b>").append(Html.escape(signature)).append("</b></pre>");
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
}
