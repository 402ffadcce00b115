package dev.atelier.gateway.contents;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** Bytes in memory whose number nobody knows before: never copied as a whole while they grow. */
final class Chunks extends OutputStream {
    private static final int CHUNK = 1 << 20;

    private final List<byte[]> full = new ArrayList<>();
    private byte[] current = new byte[CHUNK];
    private int used;

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int done = 0;
        while (done < length) {
            if (used == CHUNK) {
                full.add(current);
                current = new byte[CHUNK];
                used = 0;
            }
            int count = Math.min(length - done, CHUNK - used);
            System.arraycopy(bytes, offset + done, current, used, count);
            used += count;
            done += count;
        }
    }

    long size() {
        return (long) full.size() * CHUNK + used;
    }

    InputStream read() {
        List<InputStream> parts = new ArrayList<>();
        full.forEach(chunk -> parts.add(new ByteArrayInputStream(chunk)));
        parts.add(new ByteArrayInputStream(Arrays.copyOf(current, used)));
        return new SequenceInputStream(Collections.enumeration(parts));
    }
}
