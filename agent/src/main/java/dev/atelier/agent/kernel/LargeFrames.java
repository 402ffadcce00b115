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
 * meanwhile, so after a lot of mapped bytes the collector is asked to look. ZeroMQ's I/O thread enters.
 */
final class LargeFrames implements MsgAllocator {
    private static final int LARGE = 1 << 18;
    private static final long COLLECT_AFTER = 256L << 20;

    private final Path folder;
    private long mappedBytes;

    LargeFrames(Path folder) {
        this.folder = folder;
    }

    @Override
    public Msg allocate(int size) {
        return size < LARGE ? new Msg(size) : new Msg(map(size));
    }

    private ByteBuffer map(int size) {
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
            return file.map(MapMode.READ_WRITE, 0, size);
        } catch (IOException e) {
            throw new UncheckedIOException("no room for a message of " + size + " bytes", e);
        }
    }
}
