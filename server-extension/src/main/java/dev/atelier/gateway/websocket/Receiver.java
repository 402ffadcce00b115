package dev.atelier.gateway.websocket;

import java.nio.ByteBuffer;

/** Gets what a peer sends, on the channel's I/O thread. Control frames are answered by the channel itself. */
public interface Receiver {
    /** A frame of a message begins; those of one message follow each other, the later ones as continuations. */
    void begin(FrameHeader frame);

    /**
     * A piece of that frame's payload as it stands on the wire, so masked where the frame is.
     *
     * @param piece lent for the length of the call; what remains may be overwritten
     */
    void payload(ByteBuffer piece);

    /** The frame has ended, and with a {@link FrameHeader#fin()} the message. */
    void end();

    /** All that has arrived by now was handed over: the moment to flush what was made of it. */
    void arrived();

    /**
     * Nothing comes any more; called once.
     *
     * @param code the peer's, 1005 if it gave none, 1006 if the connection broke
     */
    void closed(int code);
}
