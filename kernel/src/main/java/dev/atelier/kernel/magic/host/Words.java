package dev.atelier.kernel.magic.host;

import dev.atelier.kernel.magic.MagicException;
import java.util.ArrayList;
import java.util.List;

/** Splits a line into words as a POSIX shell does: blanks separate, quotes and backslashes keep together. */
public final class Words {
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean begun;
    private int start;
    private char quote;

    private Words() {}

    /** @throws MagicException when a quote is not closed */
    public static List<String> split(String line) {
        Words all = new Words();
        all.read(line);
        if (all.quote != 0) {
            throw new MagicException("The " + all.quote + " in \"" + line.strip() + "\" is not closed.");
        }
        all.endWord();
        return all.words;
    }

    /**
     * A line up to the cursor.
     *
     * @param words the last of them is the one that goes on at the cursor, empty where none has begun
     * @param start where that one begins in the line, with its quotes and backslashes
     */
    record Unfinished(List<String> words, int start) {}

    static Unfinished unfinished(String line) {
        Words all = new Words();
        all.read(line);
        int start = all.begun ? all.start : line.length();
        all.words.add(all.word.toString());
        return new Unfinished(all.words, start);
    }

    private void read(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && quote != '\'' && i + 1 < line.length() && escapes(line.charAt(i + 1))) {
                begin(i);
                word.append(line.charAt(++i));
            } else if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                begin(i);
            } else if (Character.isWhitespace(c)) {
                endWord();
            } else {
                begin(i);
                word.append(c);
            }
        }
    }

    private void begin(int at) {
        if (!begun) {
            start = at;
            begun = true;
        }
    }

    private void endWord() {
        if (begun) {
            words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
    }

    /** Between double quotes a backslash escapes only what would mean something there. */
    private boolean escapes(char next) {
        return quote == 0 || next == '"' || next == '\\' || next == '$' || next == '`';
    }
}
