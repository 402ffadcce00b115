package dev.atelier.agent.journal;

import dev.atelier.agent.journal.Item.Entry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One file of a journal, named after the first number that it may hold. Guarded by the journal's lock, but for the path. */
final class Segment implements Closeable {
    private static final String SUFFIX = ".segment";
    private static final int INDEX_EVERY = 1 << 16;

    private final Path file;
    private final long first;
    /** Where some numbers begin, so that a reader need not start at the front. */
    private final TreeMap<Long, Long> index = new TreeMap<>();

    private Optional<FileChannel> out = Optional.empty();
    private long size;
    private long indexed;

    private Segment(Path file, long first) {
        this.file = file;
        this.first = first;
    }

    static Segment create(Path folder, long first) throws IOException {
        Segment segment = new Segment(folder.resolve(String.format("%020d%s", first, SUFFIX)), first);
        segment.open();
        return segment;
    }

    /** A sealed segment that an earlier agent left. */
    static Segment found(Path file) throws IOException {
        String name = file.getFileName().toString();
        Segment segment = new Segment(file, Long.parseLong(name.substring(0, name.length() - SUFFIX.length())));
        segment.size = Files.size(file);
        return segment;
    }

    static boolean isSegment(Path file) {
        return file.getFileName().toString().matches("\\d{20}\\" + SUFFIX);
    }

    /** Makes a found segment the one that is written: cuts what a crash left half written. Gives the last number. */
    long reopen() throws IOException {
        long last = first - 1;
        long good = 0;
        try (SegmentCursor cursor = new SegmentCursor(file, 0)) {
            Optional<Entry> entry = cursor.next(size);
            while (entry.isPresent() && entry.get().number() > last) {
                last = entry.get().number();
                mark(last, good);
                good = cursor.offset();
                entry = cursor.next(size);
            }
        }
        open();
        size = good;
        channel().truncate(good);
        return last;
    }

    /** Appends all of the records or none of them. */
    void append(List<Written> records) throws IOException {
        List<ByteBuffer> bytes = new ArrayList<>(records.size());
        long left = 0;
        for (Written record : records) {
            bytes.addAll(record.bytes());
            left += record.length();
        }
        ByteBuffer[] buffers = bytes.toArray(ByteBuffer[]::new);
        try {
            while (left > 0) {
                left -= channel().write(buffers);
            }
        } catch (IOException e) {
            channel().truncate(size);
            throw e;
        }
        for (Written record : records) {
            mark(record.number(), size);
            size += record.length();
        }
    }

    Path file() {
        return file;
    }

    long first() {
        return first;
    }

    long size() {
        return size;
    }

    /** A place at or before the record of {@code number}. */
    long placeBefore(long number) {
        return Optional.ofNullable(index.floorEntry(number))
                .map(Map.Entry::getValue)
                .orElse(0L);
    }

    private void mark(long number, long offset) {
        if (offset >= indexed) {
            index.put(number, offset);
            indexed = offset + INDEX_EVERY;
        }
    }

    private void open() throws IOException {
        out = Optional.of(FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    private FileChannel channel() throws IOException {
        return out.orElseThrow(() -> new IOException(file + " is sealed"));
    }

    @Override
    public void close() throws IOException {
        if (out.isPresent()) {
            out.get().close();
            out = Optional.empty();
        }
    }

    void delete() throws IOException {
        close();
        Files.deleteIfExists(file);
    }
}
