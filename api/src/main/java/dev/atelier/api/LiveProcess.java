package dev.atelier.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Processes that run. */
public final class LiveProcess {
    private LiveProcess() {}

    /**
     * The process with this number, unless it has ended: {@link ProcessHandle} takes one for alive that only waits for its
     * parent to take note, which a container's process 1 may do late or never.
     */
    public static Optional<ProcessHandle> find(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(process -> !isZombie(pid));
    }

    /** See proc(5): the state follows the closing parenthesis of the name. */
    private static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return false; // it has just gone, or there is no such file system: its handle knows
        }
    }
}
