package dev.atelier.kernel.magic.host;

/** Reads Java just well enough to know whether something is still open at the end of a line. */
public final class JavaScanner {
    private enum State {
        CODE,
        LINE_COMMENT,
        BLOCK_COMMENT,
        STRING,
        CHARACTER,
        TEXT_BLOCK
    }

    private State state = State.CODE;
    private int depth;
    private char last = ';';

    public void read(String text) {
        int i = 0;
        while (i < text.length()) {
            i += step(text, i);
        }
        if (state == State.LINE_COMMENT || state == State.STRING || state == State.CHARACTER) {
            state = State.CODE;
        }
    }

    private int step(String text, int i) {
        return switch (state) {
            case CODE -> code(text, i);
            case LINE_COMMENT -> close(text, i, "\n");
            case BLOCK_COMMENT -> close(text, i, "*/");
            case TEXT_BLOCK -> text.charAt(i) == '\\' ? 2 : close(text, i, "\"\"\"");
            case STRING ->
                text.charAt(i) == '\\' ? 2 : text.charAt(i) == '\n' ? close(text, i, "\n") : close(text, i, "\"");
            case CHARACTER ->
                text.charAt(i) == '\\' ? 2 : text.charAt(i) == '\n' ? close(text, i, "\n") : close(text, i, "'");
        };
    }

    private int close(String text, int i, String end) {
        if (!text.startsWith(end, i)) {
            return 1;
        }
        state = State.CODE;
        return end.length();
    }

    private int code(String text, int i) {
        if (text.startsWith("//", i)) {
            state = State.LINE_COMMENT;
            return 2;
        }
        if (text.startsWith("/*", i)) {
            state = State.BLOCK_COMMENT;
            return 2;
        }
        char c = text.charAt(i);
        if (text.startsWith("\"\"\"", i)) {
            state = State.TEXT_BLOCK;
            last = c;
            return 3;
        }
        switch (c) {
            case '"' -> state = State.STRING;
            case '\'' -> state = State.CHARACTER;
            case '(', '[', '{' -> depth++;
            case ')', ']', '}' -> depth = Math.max(0, depth - 1);
            default -> {}
        }
        if (!Character.isWhitespace(c)) {
            last = c;
        }
        return 1;
    }

    /** Whether a bracket, a comment or a text block goes on. */
    public boolean open() {
        return depth > 0 || state == State.BLOCK_COMMENT || state == State.TEXT_BLOCK;
    }

    /** Whether a statement has ended or none has begun. */
    public boolean atStatement() {
        return last == ';' || last == '}';
    }
}
