package dev.atelier.gateway.contents;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;

/** Base64 as Python's {@code encodebytes} writes it: lines of 76 characters, each ended by a newline. */
final class Base64Lines extends InputStream {
    private static final int LINE = 57;
    private static final Base64.Encoder ENCODER = Base64.getMimeEncoder(76, new byte[] {'\n'});

    private final InputStream bytes;
    private byte[] chunk = {};
    private int at;

    Base64Lines(InputStream bytes) {
        this.bytes = bytes;
    }

    static String encode(byte[] bytes) {
        return bytes.length == 0 ? "" : new String(lines(bytes), StandardCharsets.US_ASCII);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (at == chunk.length) {
            byte[] next = bytes.readNBytes(LINE * 512);
            if (next.length == 0) {
                return -1;
            }
            chunk = lines(next);
            at = 0;
        }
        int count = Math.min(length, chunk.length - at);
        System.arraycopy(chunk, at, target, offset, count);
        at += count;
        return count;
    }

    private static byte[] lines(byte[] bytes) {
        byte[] encoded = ENCODER.encode(bytes);
        byte[] ended = Arrays.copyOf(encoded, encoded.length + 1);
        ended[encoded.length] = '\n';
        return ended;
    }
}
