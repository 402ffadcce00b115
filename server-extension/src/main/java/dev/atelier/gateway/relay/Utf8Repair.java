package dev.atelier.gateway.relay;

import java.nio.ByteBuffer;

/**
 * Puts a question mark in place of every byte that belongs to no UTF-8, so that no length changes: a browser ends the
 * connection of a text frame that has such a byte, and would get the same one again when it is back.
 */
final class Utf8Repair {
    private static final long NOT_ASCII = 0x8080808080808080L;
    private static final byte STAND_IN = '?';

    /** The beginning of a character whose rest has not arrived. */
    private final ByteBuffer begun = ByteBuffer.allocate(4);

    /** Gets pieces that begin and end with a character. */
    interface Output {
        void put(ByteBuffer piece);
    }

    /** @param piece is repaired in place and read to its end */
    void pass(ByteBuffer piece, Output output) {
        while (begun.position() > 0 && piece.hasRemaining()) {
            complete(piece, output);
        }
        int whole = repair(piece);
        int limit = piece.limit();
        piece.limit(whole);
        if (piece.hasRemaining()) {
            output.put(piece);
        }
        piece.limit(limit).position(whole);
        begun.put(piece);
    }

    /** The text is over: what has begun stays without an end. */
    void end(Output output) {
        while (begun.position() > 0) {
            drop(output);
        }
    }

    /** Takes one byte more of the character that has begun. */
    private void complete(ByteBuffer piece, Output output) {
        begun.put(piece.get(piece.position()));
        int size = size(begun, 0, begun.position());
        if (size > 0) {
            piece.get();
            output.put(begun.flip());
            begun.clear();
        } else if (size == 0) {
            begun.position(begun.position() - 1); // the new byte may begin a character itself
            drop(output);
        } else {
            piece.get();
        }
    }

    /** The first byte that has begun is none of a character; the others may be. */
    private void drop(Output output) {
        begun.flip();
        begun.get();
        ByteBuffer rest = ByteBuffer.allocate(begun.remaining()).put(begun).flip();
        begun.clear();
        output.put(ByteBuffer.wrap(new byte[] {STAND_IN}));
        pass(rest, output);
    }

    /** @return where the character begins that is not whole; the limit if all are */
    private static int repair(ByteBuffer text) {
        int at = text.position();
        int end = text.limit();
        while (at < end) {
            if (end - at >= Long.BYTES && (text.getLong(at) & NOT_ASCII) == 0) {
                at += Long.BYTES;
                continue;
            }
            int size = size(text, at, end);
            if (size < 0) {
                return at;
            }
            if (size == 0) {
                text.put(at, STAND_IN);
                size = 1;
            }
            at += size;
        }
        return end;
    }

    /**
     * How many bytes the character has that begins here.
     *
     * @return 0 if none begins here, -1 if its end is missing
     */
    private static int size(ByteBuffer text, int at, int end) {
        int first = text.get(at) & 0xff;
        if (first < 0x80) {
            return 1;
        }
        if (first < 0xc2 || first > 0xf4) {
            return 0;
        }
        int size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        for (int i = 1; i < size; i++) {
            if (at + i == end) {
                return -1;
            }
            int next = text.get(at + i) & 0xff;
            // Beyond the shortest form, beyond surrogates, beyond U+10FFFF (RFC 3629, section 4).
            int least = i > 1 ? 0x80 : first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
            int most = i > 1 ? 0xbf : first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
            if (next < least || next > most) {
                return 0;
            }
        }
        return size;
    }
}
