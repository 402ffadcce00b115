package dev.atelier.gateway.contents;

import dev.atelier.gateway.share.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** Bytes in memory whose number nobody knows before: never copied as a whole while they grow. */
final class Chunks extends OutputStream {
    private static final int FIRST = 32 << 10;
    private static final int CHUNK = 1 << 20;

    private final List<byte[]> full = new ArrayList<>();
    private byte[] current = new byte[FIRST];
    private int used;
    private long fullBytes;

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int done = 0;
        while (done < length) {
            if (used == current.length) {
                full.add(current);
                fullBytes += used;
                current = new byte[CHUNK];
                used = 0;
            }
            int count = Math.min(length - done, current.length - used);
            System.arraycopy(bytes, offset + done, current, used, count);
            used += count;
            done += count;
        }
    }

    long size() {
        return fullBytes + used;
    }

    void writeTo(OutputStream out) throws IOException {
        for (byte[] chunk : full) {
            out.write(chunk);
        }
        out.write(current, 0, used);
    }

    Sha256 hash() {
        MessageDigest digest = Sha256.digest();
        full.forEach(digest::update);
        digest.update(current, 0, used);
        return Sha256.of(digest);
    }

    InputStream read() {
        List<InputStream> parts = new ArrayList<>();
        full.forEach(chunk -> parts.add(new ByteArrayInputStream(chunk)));
        parts.add(new ByteArrayInputStream(Arrays.copyOf(current, used)));
        return new SequenceInputStream(Collections.enumeration(parts));
    }
}
