package dev.atelier.gateway.http;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Sends every write to the client at once; closing it leaves the answer open, which the gate ends. */
final class FlushingOutput extends FilterOutputStream {
    FlushingOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        out.flush();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void close() throws IOException {
        flush();
    }
}
