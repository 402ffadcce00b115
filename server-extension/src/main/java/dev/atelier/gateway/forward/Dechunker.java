package dev.atelier.gateway.forward;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes the framing out of a chunked body (RFC 9112, section 7.1). Extensions and trailers are passed over, within a bound. */
final class Dechunker {
    /** The most framing that may come without a byte of the body. */
    private static final int MOST_FRAMING = 64 << 10;

    private enum At {
        SIZE,
        EXTENSION,
        DATA,
        DATA_END,
        TRAILER,
        OVER
    }

    private At at = At.SIZE;
    private long size;
    private int digits;
    private int framing;
    /** How many characters a trailer's line has so far. */
    private int line;

    boolean over() {
        return at == At.OVER;
    }

    /**
     * Leaves the body's bytes alone between the buffer's position and its limit.
     *
     * @return how many bytes came after the body's end
     */
    int compact(ByteBuffer raw) throws IOException {
        int start = raw.position();
        int end = raw.limit();
        int in = start;
        int out = start;
        while (in < end && at != At.OVER) {
            if (at == At.DATA) {
                int count = (int) Math.min(size, end - in);
                if (out != in) {
                    raw.put(out, raw.duplicate(), in, count);
                }
                in += count;
                out += count;
                size -= count;
                framing = 0;
                at = size == 0 ? At.DATA_END : At.DATA;
            } else {
                frame(raw.get(in++));
            }
        }
        raw.limit(out).position(start);
        return end - in;
    }

    private void frame(byte next) throws IOException {
        if (++framing > MOST_FRAMING) {
            throw new IOException("its answer has more framing than body");
        }
        switch (at) {
            case SIZE -> size(next);
            case EXTENSION -> {
                if (next == '\n') {
                    begin();
                }
            }
            case DATA_END -> {
                if (next == '\n') {
                    at = At.SIZE;
                } else if (next != '\r') {
                    throw new IOException("a chunk of its answer is longer than it says");
                }
            }
            case TRAILER -> trailer(next);
            case DATA, OVER -> throw new IllegalStateException("no framing is read in " + at);
        }
    }

    private void size(byte next) throws IOException {
        int digit = Character.digit(next, 16);
        if (digit >= 0) {
            if (++digits > 15) {
                throw new IOException("a chunk of its answer is too long");
            }
            size = size * 16 + digit;
        } else if (digits == 0) {
            throw new IOException("a chunk of its answer has no length");
        } else if (next == '\n') {
            begin();
        } else if (next == '\r' || next == ';' || next == ' ' || next == '\t') {
            at = At.EXTENSION;
        } else {
            throw new IOException("a chunk's length is no number");
        }
    }

    private void begin() {
        digits = 0;
        line = 0;
        at = size == 0 ? At.TRAILER : At.DATA;
    }

    private void trailer(byte next) {
        if (next != '\n') {
            line += next == '\r' ? 0 : 1;
        } else if (line == 0) {
            at = At.OVER;
        } else {
            line = 0;
        }
    }
}
