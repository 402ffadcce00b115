package dev.atelier.agent.journal;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A message as it is going to lie in a segment.
 *
 * @param bytes one buffer, or for a large message several
 * @param length of all of them, before any is written
 */
record Written(long number, List<ByteBuffer> bytes, long length) {

    Written(long number, List<ByteBuffer> bytes) {
        this(number, bytes, length(bytes));
    }

    private static long length(List<ByteBuffer> bytes) {
        long length = 0;
        for (ByteBuffer part : bytes) {
            length += part.remaining();
        }
        return length;
    }
}
