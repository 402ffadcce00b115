package dev.atelier.agent.journal;

import dev.atelier.agent.journal.Item.Entry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Reads the records of one segment in order. One thread at a time. */
final class SegmentCursor implements Closeable {
    private static final int WINDOW = 1 << 16;

    private final Path file;
    private final FileChannel in;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW);
    private long windowStart;
    private long offset;

    /** @param offset where a record begins */
    SegmentCursor(Path file, long offset) throws IOException {
        this.file = file;
        this.in = FileChannel.open(file, StandardOpenOption.READ);
        this.offset = offset;
        this.windowStart = offset;
        window.limit(0);
    }

    Path file() {
        return file;
    }

    /** Where the next record begins. */
    long offset() {
        return offset;
    }

    /**
     * The next record before {@code end}; empty where none is, or where one is damaged. Bytes of a large one are mapped,
     * those of a small one copied.
     */
    Optional<Entry> next(long end) throws IOException {
        long available = end - offset;
        if (available < RecordFormat.PREFIX) {
            return Optional.empty();
        }
        Optional<Integer> rest = RecordFormat.restLength(bytes(RecordFormat.PREFIX), available);
        if (rest.isEmpty()) {
            return Optional.empty();
        }
        int length = RecordFormat.PREFIX + rest.get();
        Optional<Entry> entry = RecordFormat.decode(length <= WINDOW ? copy(bytes(length)) : map(length));
        if (entry.isPresent()) {
            offset += length;
        }
        return entry;
    }

    private ByteBuffer bytes(int length) throws IOException {
        if (offset + length > windowStart + window.limit()) {
            window.clear();
            windowStart = offset;
            while (window.position() < length) {
                if (in.read(window, windowStart + window.position()) < 0) {
                    throw new IOException(file + " is shorter than it was");
                }
            }
            window.flip();
        }
        return window.slice((int) (offset - windowStart), length);
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    }

    private ByteBuffer map(int length) throws IOException {
        return in.map(MapMode.READ_ONLY, offset, length);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
