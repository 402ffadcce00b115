package dev.atelier.gateway.forward;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What becomes of bytes on their way from one connection to the other. */
interface Shaper {

    /** What to write for these, which are all taken. */
    ByteBuffer[] shape(ByteBuffer raw) throws IOException;

    /** Whether that was all that is to be read. */
    boolean over();

    /**
     * What to write where the source ends.
     *
     * @throws IOException where it must not end there
     */
    ByteBuffer[] atEnd() throws IOException;

    /** Whatever comes, until it ends. */
    static Shaper asItComes() {
        return new Shaper() {
            @Override
            public ByteBuffer[] shape(ByteBuffer raw) {
                return new ByteBuffer[] {raw};
            }

            @Override
            public boolean over() {
                return false;
            }

            @Override
            public ByteBuffer[] atEnd() {
                return new ByteBuffer[0];
            }
        };
    }
}
