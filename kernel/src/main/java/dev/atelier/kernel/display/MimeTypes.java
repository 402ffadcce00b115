package dev.atelier.kernel.display;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What follows from a MIME type's name. */
final class MimeTypes {
    static final String PLAIN = "text/plain";
    static final String HTML = "text/html";

    private static final String WORD = "[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}";
    private static final Pattern MIME = Pattern.compile(WORD + "/" + WORD);
    private static final Set<String> TEXTS =
            Set.of("application/javascript", "application/ecmascript", "application/xml", "application/sql");

    private MimeTypes() {}

    /** @throws IllegalArgumentException when it is none */
    static String checked(String type) {
        if (!MIME.matcher(type).matches()) {
            throw new IllegalArgumentException("\"" + Plain.brief(type)
                    + "\" is no MIME type. Write the value first: display(value, \"text/html\").");
        }
        return type.toLowerCase(Locale.ROOT);
    }

    /** Carried as a JSON tree; everything else is a text. */
    static boolean json(String type) {
        return type.equals("application/json") || type.endsWith("+json");
    }

    /** Carried as it reads; everything else but JSON is bytes, in Base64. */
    static boolean text(String type) {
        return type.startsWith("text/") || type.endsWith("+xml") || TEXTS.contains(type);
    }
}
