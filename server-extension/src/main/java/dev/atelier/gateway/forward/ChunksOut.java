package dev.atelier.gateway.forward;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes a body whose length nobody has said, in chunks (RFC 9112, section 7.1). */
final class ChunksOut implements Shaper {
    private static final byte[] END_OF_CHUNK = {'\r', '\n'};
    private static final byte[] LAST = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    @Override
    public ByteBuffer[] shape(ByteBuffer raw) {
        byte[] size = (Integer.toHexString(raw.remaining()) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        return new ByteBuffer[] {ByteBuffer.wrap(size), raw, ByteBuffer.wrap(END_OF_CHUNK)};
    }

    @Override
    public boolean over() {
        return false;
    }

    @Override
    public ByteBuffer[] atEnd() {
        return new ByteBuffer[] {ByteBuffer.wrap(LAST)};
    }
}
