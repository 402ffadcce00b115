package dev.atelier.agent.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process that can be told from a later one with the same number.
 *
 * @param pid its number, also that of the process group it leads
 * @param started when it was started, as the system counts it (clock ticks on Linux, milliseconds elsewhere)
 */
public record ProcessId(long pid, String started) {
    // proc(5), /proc/PID/stat: counted from the state, which follows the closing parenthesis of the name.
    private static final int STATE = 0;
    private static final int GROUP = 2;
    private static final int START_TIME = 19;
    private static final boolean PROC = Files.isReadable(Path.of("/proc/self/stat"));

    /** The process that has this number now. */
    public static Optional<ProcessId> of(long pid) {
        return startOf(pid).map(started -> new ProcessId(pid, started));
    }

    /** Whether it still runs; a zombie does not. */
    public boolean alive() {
        return startOf(pid).filter(started::equals).isPresent();
    }

    private static Optional<String> startOf(long pid) {
        return PROC ? fromProc(pid) : fromHandle(pid);
    }

    /** Whether a group that kill(2) knows has a member that is more than a zombie. */
    static boolean groupRuns(long group) {
        if (!PROC) {
            return true;
        }
        return ProcessHandle.allProcesses()
                .map(handle -> stat(handle.pid()))
                .flatMap(Optional::stream)
                .anyMatch(fields -> fields[GROUP].equals(Long.toString(group)) && !gone(fields));
    }

    private static boolean gone(String[] fields) {
        return fields[STATE].equals("Z") || fields[STATE].equals("X");
    }

    private static Optional<String> fromProc(long pid) {
        return stat(pid).filter(fields -> !gone(fields)).map(fields -> fields[START_TIME]);
    }

    private static Optional<String[]> stat(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            return Optional.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) { // a process that ends while it is read gives ESRCH
            return Optional.empty();
        }
    }

    private static Optional<String> fromHandle(long pid) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(handle -> handle.info().startInstant())
                .map(instant -> Long.toString(instant.toEpochMilli()));
    }
}
