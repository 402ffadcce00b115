package dev.atelier.kernel.output;

import dev.atelier.kernel.cell.CurrentCell;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** {@code System.out} or {@code System.err} for all cells: what a thread writes goes to the thread's own cell. */
public final class CellOutput extends OutputStream {
    private final CurrentCell current;
    private final OutputBuffer buffer;
    private final StandardStream stream;

    private CellOutput(CurrentCell current, OutputBuffer buffer, StandardStream stream) {
        this.current = current;
        this.buffer = buffer;
        this.stream = stream;
    }

    public static PrintStream printStream(CurrentCell current, OutputBuffer buffer, StandardStream stream) {
        return new PrintStream(new CellOutput(current, buffer, stream), false, StandardCharsets.UTF_8);
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (length > 0) {
            buffer.catchUp();
            buffer.write(current.cell(), stream, bytes, offset, length);
        }
    }
}
