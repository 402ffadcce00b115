package dev.atelier.gateway.store;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Random;
import java.util.Set;

/**
 * Room on the store's disk, held by a file of real bytes. It is given up when the disk is full, so that a stop or a deletion
 * can still be written down, which is what makes room; and taken again when there is enough. Its own monitor; whoever makes it
 * waits for the disk.
 */
public final class Reserve implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Reserve.class.getName());
    private static final long MOST = 32L << 20;
    /** Of a small disk it is only so much. */
    private static final int PART = 16;
    /** It is made where its size is free so many times. */
    private static final int ROOM = 4;

    private static final Duration PACE = Duration.ofMinutes(1);
    private static final int BLOCK = 1 << 16;

    private final Path file;
    private final Thread keeper;
    private volatile State state = State.NONE;

    private enum State {
        /** There never was room for it. */
        NONE,
        HELD,
        GIVEN_UP
    }

    /** @param file what holds the room; others leave it alone */
    public Reserve(Path file) {
        this.file = file;
        this.keeper = Thread.ofVirtual().name("reserve").unstarted(this::keepOn);
    }

    /** Has it taken, and taken again when it was given up. */
    public void start() {
        keeper.start();
    }

    /** How much is held, in bytes. */
    public synchronized long bytes() {
        try {
            return state == State.HELD ? Files.size(file) : 0;
        } catch (IOException e) { // somebody took it away: the next look makes it anew
            return 0;
        }
    }

    /** Whether it has been given up, and there is no room to take it again. */
    public boolean isGivenUp() {
        return state == State.GIVEN_UP && !keep();
    }

    /** @return whether there is more room now than before */
    synchronized boolean release() {
        if (state != State.HELD) {
            return false;
        }
        state = State.GIVEN_UP;
        LOG.log(
                Level.WARNING,
                "The disk that holds {0} is full: the reserve is given up. Make room.",
                file.getParent());
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The reserve can't be given up", e);
            return false;
        }
    }

    /** Takes it where there is room, and says whether it is held. */
    synchronized boolean keep() {
        try {
            FileStore disk = Files.getFileStore(file.getParent());
            long size = Math.min(MOST, disk.getTotalSpace() / PART);
            if (Files.exists(file)) {
                state = State.HELD;
            } else if (disk.getUsableSpace() >= ROOM * size) {
                take(size);
                state = State.HELD;
            } else if (state == State.HELD) {
                state = State.GIVEN_UP;
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "there is no room for the reserve", e);
        }
        return state == State.HELD;
    }

    /** No zeros: a disk that compresses would hold no room for them. */
    private void take(long size) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        try (FileChannel out = FileChannel.open(
                part,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            Random random = new Random();
            byte[] block = new byte[BLOCK];
            for (long left = size; left > 0; left -= BLOCK) {
                random.nextBytes(block);
                ByteBuffer bytes = ByteBuffer.wrap(block, 0, (int) Math.min(BLOCK, left));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            }
            out.force(true);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void keepOn() {
        try {
            while (true) {
                keep();
                Thread.sleep(PACE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        keeper.interrupt();
    }
}
