package dev.atelier.agent.journal;

import java.nio.ByteBuffer;

/** What a reader of a journal meets, in the order of numbers. */
public sealed interface Item {
    long number();

    /**
     * A message.
     *
     * @param wire its number (8 bytes, little-endian), then the v1 frame: just what goes over the WebSocket
     */
    record Entry(long number, Audience audience, ByteBuffer wire) implements Item {
        @Override
        public ByteBuffer wire() {
            return wire.duplicate();
        }
    }

    /**
     * Messages that the journal no longer has.
     *
     * @param number that of the last one missing
     * @param missing how many there were, for whomever
     */
    record Gap(long number, long missing) implements Item {}
}
