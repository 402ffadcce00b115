package dev.atelier.gateway.forward;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads heads of responses (RFC 9112, sections 4 and 5), strictly where a lenient reader could be led to another meaning. */
final class HeadReader {
    private static final int MOST = 64 << 10;
    private static final int MOST_FIELDS = 300;
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
    /** Where in the first line the version's minor number stands. */
    private static final int MINOR = 7;

    private static final int STATUS_END = 12;

    private byte[] head = new byte[1024];
    private int length;
    private int line;

    /** The head, once it is whole; what follows it stays in the buffer. */
    Optional<ResponseHead> read(ByteBuffer in) throws IOException {
        while (in.hasRemaining()) {
            byte next = in.get();
            if (length == head.length) {
                if (length == MOST) {
                    throw new IOException("its answer's head is longer than " + (MOST >> 10) + " KiB");
                }
                head = Arrays.copyOf(head, 2 * length);
            }
            head[length++] = next;
            if (next != '\n') {
                line += next == '\r' ? 0 : 1;
            } else if (line > 0) {
                line = 0;
            } else {
                return Optional.of(whole());
            }
        }
        return Optional.empty();
    }

    private ResponseHead whole() throws IOException {
        int end = length;
        length = 0;
        int at = lineEnd(0, end);
        int status = status(trimmed(0, at));
        List<Field> fields = new ArrayList<>();
        for (int next = at + 1; next < end; next = at + 1) {
            at = lineEnd(next, end);
            String text = trimmed(next, at);
            if (text.isEmpty()) {
                break;
            }
            if (fields.size() == MOST_FIELDS) {
                throw new IOException("its answer's head has more than " + MOST_FIELDS + " fields");
            }
            fields.add(field(text));
        }
        return new ResponseHead(head[MINOR] - '0', status, fields);
    }

    private int lineEnd(int from, int end) {
        int at = from;
        while (at < end && head[at] != '\n') {
            at++;
        }
        return at;
    }

    /** A line without its end. */
    private String trimmed(int from, int lineEnd) {
        int end = lineEnd > from && head[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
        return new String(head, from, end - from, StandardCharsets.ISO_8859_1);
    }

    /** Of {@code HTTP/1.1 200 OK}. */
    private static int status(String line) throws IOException {
        boolean whole = line.length() >= STATUS_END
                && line.startsWith("HTTP/1.")
                && (line.charAt(MINOR) == '0' || line.charAt(MINOR) == '1')
                && line.charAt(MINOR + 1) == ' '
                && (line.length() == STATUS_END || line.charAt(STATUS_END) == ' ');
        int status = 0;
        for (int i = MINOR + 2; whole && i < STATUS_END; i++) {
            int digit = line.charAt(i) - '0';
            whole = digit >= 0 && digit <= 9;
            status = status * 10 + digit;
        }
        if (!whole || status < 100) {
            throw new IOException("what it answers is no HTTP");
        }
        return status;
    }

    private static Field field(String line) throws IOException {
        int colon = line.indexOf(':');
        if (colon <= 0 || !isToken(line, colon)) {
            throw new IOException("its answer's head has a line that is no field");
        }
        String value = line.substring(colon + 1).strip();
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < ' ' && value.charAt(i) != '\t') {
                throw new IOException("its answer's head has a control character");
            }
        }
        return new Field(line.substring(0, colon), value);
    }

    private static boolean isToken(String line, int end) {
        for (int i = 0; i < end; i++) {
            char c = line.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letter && TOKEN_MARKS.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
