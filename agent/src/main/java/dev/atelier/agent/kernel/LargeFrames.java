package dev.atelier.agent.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import zmq.Msg;
import zmq.msg.MsgAllocator;

/**
 * Gives ZeroMQ room for what it receives: small frames on the heap, large ones in a mapped file that has no name any more. So
 * a message of 60 MiB passes an agent whose heap is as small. A mapping goes with its garbage; the heap hardly grows
 * meanwhile, so after a lot of mapped bytes the collector is asked to look. ZeroMQ's I/O thread enters; an exception here
 * breaks the kernel's connection.
 */
final class LargeFrames implements MsgAllocator {
    private static final int LARGE = 1 << 18;
    /** Where the disk has no room, a frame of up to this many bytes takes the heap. */
    private static final int LARGEST_ON_HEAP = 4 << 20;

    private static final long COLLECT_AFTER = 256L << 20;
    private static final byte[] ZEROS = new byte[1 << 16];

    private final Path folder;
    private long mappedBytes;

    LargeFrames(Path folder) {
        this.folder = folder;
    }

    @Override
    public Msg allocate(int size) {
        if (size < LARGE) {
            return new Msg(size);
        }
        try {
            return new Msg(map(size));
        } catch (IOException e) {
            if (size <= LARGEST_ON_HEAP) {
                return new Msg(size);
            }
            throw new UncheckedIOException("there is no room for a message of " + (size >> 20) + " MiB", e);
        }
    }

    private ByteBuffer map(int size) throws IOException {
        mappedBytes += size;
        if (mappedBytes > COLLECT_AFTER) {
            mappedBytes = size;
            System.gc();
        }
        try (FileChannel file = FileChannel.open(
                folder.resolve("frame-" + System.nanoTime() + ".tmp"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE)) {
            fill(file, size);
            return file.map(MapMode.READ_WRITE, 0, size);
        }
    }

    /** Takes the room now: a sparse file's pages would fail on a full disk while ZeroMQ writes to them. */
    private static void fill(FileChannel file, int size) throws IOException {
        int left = size;
        while (left > 0) {
            left -= file.write(ByteBuffer.wrap(ZEROS, 0, Math.min(left, ZEROS.length)));
        }
    }
}
