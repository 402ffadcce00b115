package dev.atelier.gateway.forward;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads heads of responses (RFC 9112, sections 4 and 5), strictly where a lenient reader could be led to another meaning. */
final class HeadReader {
    private static final int MOST = 64 << 10;
    private static final int MOST_FIELDS = 300;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.([01]) ([1-9][0-9][0-9])(?: .*)?");
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

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

    /** Whether nothing has come yet. */
    boolean isEmpty() {
        return length == 0;
    }

    private ResponseHead whole() throws IOException {
        String[] lines = new String(head, 0, length, StandardCharsets.ISO_8859_1).split("\r?\n");
        length = 0;
        var status = STATUS_LINE.matcher(lines.length == 0 ? "" : lines[0]);
        if (!status.matches()) {
            throw new IOException("what it answers is no HTTP");
        }
        if (lines.length > MOST_FIELDS) {
            throw new IOException("its answer's head has more than " + MOST_FIELDS + " fields");
        }
        List<Field> fields = new ArrayList<>(lines.length);
        for (int i = 1; i < lines.length; i++) {
            fields.add(field(lines[i]));
        }
        return new ResponseHead(Integer.parseInt(status.group(1)), Integer.parseInt(status.group(2)), fields);
    }

    private static Field field(String line) throws IOException {
        int colon = line.indexOf(':');
        if (colon <= 0 || !TOKEN.matcher(line.substring(0, colon)).matches()) {
            throw new IOException("its answer's head has a line that is no field");
        }
        String value = line.substring(colon + 1).strip();
        if (value.chars().anyMatch(c -> c < ' ' && c != '\t')) {
            throw new IOException("its answer's head has a control character");
        }
        return new Field(line.substring(0, colon), value);
    }
}
