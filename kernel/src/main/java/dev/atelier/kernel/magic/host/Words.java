package dev.atelier.kernel.magic.host;

import dev.atelier.kernel.magic.MagicException;
import java.util.ArrayList;
import java.util.List;

/** Splits a line into words as a POSIX shell does: blanks separate, quotes and backslashes keep together. */
public final class Words {
    private Words() {}

    /** @throws MagicException when a quote is not closed */
    public static List<String> split(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean begun = false;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && quote != '\'' && i + 1 < line.length() && escapes(line.charAt(i + 1), quote)) {
                word.append(line.charAt(++i));
                begun = true;
            } else if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                begun = true;
            } else if (Character.isWhitespace(c)) {
                if (begun) {
                    words.add(word.toString());
                }
                word.setLength(0);
                begun = false;
            } else {
                word.append(c);
                begun = true;
            }
        }
        if (quote != 0) {
            throw new MagicException("The " + quote + " in \"" + line.strip() + "\" is not closed.");
        }
        if (begun) {
            words.add(word.toString());
        }
        return words;
    }

    /** Between double quotes a backslash escapes only what would mean something there. */
    private static boolean escapes(char next, char quote) {
        return quote == 0 || next == '"' || next == '\\' || next == '$' || next == '`';
    }
}
