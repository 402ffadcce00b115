package dev.atelier.agent.config;

import dev.atelier.api.Problem;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** One agent a state folder: two would both write a kernel's journal. The lock goes with the process, however that ends. */
public final class StateLock implements Closeable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final FileChannel file;

    private StateLock(FileChannel file) {
        this.file = file;
    }

    /**
     * Takes the folder, and waits a while for an agent that is just leaving it.
     *
     * @throws dev.atelier.api.ProblemException {@code state-in-use} (409)
     */
    public static StateLock take(Path state) throws IOException, InterruptedException {
        FileChannel file =
                FileChannel.open(state.resolve("agent.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!locked(file)) { // a lock of another process cannot be waited for with a bound
            if (System.nanoTime() - end > 0) {
                file.close();
                throw Problem.of(
                                409,
                                "state-in-use",
                                "Another agent runs on the state folder " + state + ".",
                                "End it first; its process is named in agent.json.")
                        .asException();
            }
            Thread.sleep(LOOK_AGAIN);
        }
        return new StateLock(file);
    }

    private static boolean locked(FileChannel file) throws IOException {
        try {
            FileLock lock = file.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) { // this very process has it
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
