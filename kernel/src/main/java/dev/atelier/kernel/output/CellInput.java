package dev.atelier.kernel.output;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** {@code System.in} of cells: an empty buffer asks the person for a line. */
public final class CellInput extends InputStream {

    /** Asks and waits. */
    public interface Prompt {
        /** @throws InputRefusedException when the client that runs the cell has nobody to ask */
        String line(String prompt, Kind kind) throws InterruptedException;
    }

    /** Whether what is typed may be seen. */
    public enum Kind {
        TEXT,
        PASSWORD
    }

    private final Prompt prompt;
    private byte[] line = new byte[0];
    private int position;

    public CellInput(Prompt prompt) {
        this.prompt = prompt;
    }

    @Override
    public synchronized int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position >= line.length) {
            ask();
        }
        int count = Math.min(length, line.length - position);
        System.arraycopy(line, position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public synchronized int available() {
        return line.length - position;
    }

    private void ask() throws IOException {
        try {
            line = (prompt.line("", Kind.TEXT) + "\n").getBytes(StandardCharsets.UTF_8);
            position = 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The cell was interrupted while it waited for input.", e);
        }
    }
}
