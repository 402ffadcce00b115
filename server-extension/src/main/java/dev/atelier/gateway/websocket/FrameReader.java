package dev.atelier.gateway.websocket;

import java.nio.ByteBuffer;

/** Takes a stream of bytes apart into frames; holds back at most a header. */
final class FrameReader {
    /** The bytes of a header that has not arrived whole. */
    private final ByteBuffer head = ByteBuffer.allocate(FrameHeader.LONGEST);

    private boolean inFrame;
    private long left;

    /** Gets what arrives, in order. */
    interface Sink {
        void begin(FrameHeader header) throws ViolationException;

        /** A piece of the payload, masked if the frame is; empty ones are left out. The buffer is lent. */
        void payload(ByteBuffer piece);

        void end() throws ViolationException;
    }

    /** @param in is read to its end */
    void read(ByteBuffer in, Sink sink) throws ViolationException {
        while (inFrame || in.hasRemaining()) {
            if (!inFrame && !header(in, sink)) {
                return;
            }
            if (left > 0) {
                if (!in.hasRemaining()) {
                    return;
                }
                int limit = in.limit();
                int size = (int) Math.min(left, in.remaining());
                in.limit(in.position() + size);
                sink.payload(in);
                in.position(in.limit());
                in.limit(limit);
                left -= size;
            }
            if (left == 0) {
                inFrame = false;
                sink.end();
            }
        }
    }

    private boolean header(ByteBuffer in, Sink sink) throws ViolationException {
        FrameHeader header;
        if (head.position() == 0 && in.remaining() >= FrameHeader.LONGEST) {
            header = FrameHeader.read(in);
        } else {
            while (head.position() < 2 || head.position() < FrameHeader.size(head.get(1))) {
                if (!in.hasRemaining()) {
                    return false;
                }
                head.put(in.get());
            }
            header = FrameHeader.read(head.flip());
            head.clear();
        }
        inFrame = true;
        left = header.length();
        sink.begin(header);
        return true;
    }
}
