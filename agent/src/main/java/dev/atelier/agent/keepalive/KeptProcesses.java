package dev.atelier.agent.keepalive;

import dev.atelier.agent.config.PrivateFiles;
import dev.atelier.agent.process.ProcessId;
import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.Timestamps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Processes for which the instance is not to be taken for idle while they run. What was asked outlives the agent. */
public final class KeptProcesses {
    private static final Logger LOG = System.getLogger(KeptProcesses.class.getName());
    private static final int MOST = 32;

    private final Path file;
    private final ReentrantLock lock = new ReentrantLock();
    private List<Kept> all;

    /**
     * One of them.
     *
     * @param command its program's name, without arguments, which may be secret
     * @param until it is kept no longer than that
     */
    public record Kept(ProcessId process, String command, Instant until) {
        boolean holds() {
            return Instant.now().isBefore(until) && process.alive();
        }

        public Shown shown() {
            return new Shown(process.pid(), command);
        }
    }

    /** As the gateway is told of it. */
    public record Shown(long pid, String command) {}

    /** @param file where they are written down */
    public KeptProcesses(Path file) {
        this.file = file;
        this.all = read(file);
    }

    private static List<Kept> read(Path file) {
        try {
            return List.of(Json.read(Files.readString(file), Kept[].class));
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException | ProblemException e) {
            LOG.log(Level.WARNING, () -> "which processes keep the instance running is forgotten: " + e.getMessage());
            return List.of();
        }
    }

    /** Those that run still. */
    public List<Kept> running() {
        lock.lock();
        try {
            return all.stream().filter(Kept::holds).toList();
        } finally {
            lock.unlock();
        }
    }

    /**
     * While this process runs the instance is in use, for so many seconds at most.
     *
     * @throws ProblemException {@code unknown-process} (404), {@code too-many-processes} (409)
     */
    public Kept keep(long pid, long seconds) {
        ProcessId process = ProcessId.of(pid).orElseThrow(() -> unknown(pid));
        Kept kept = new Kept(process, command(pid), Timestamps.now().plusSeconds(seconds));
        lock.lock();
        try {
            List<Kept> next = new ArrayList<>(running());
            next.removeIf(other -> other.process().equals(process));
            if (next.size() >= MOST) {
                throw Problem.of(
                                409,
                                "too-many-processes",
                                "The instance is kept running for " + MOST + " processes already, which is the most.",
                                "End that with: `compute keepalive NAME --off`")
                        .asException();
            }
            next.add(kept);
            write(next);
            return kept;
        } finally {
            lock.unlock();
        }
    }

    /** It is kept for none of them any more. */
    public void release() {
        lock.lock();
        try {
            write(List.of());
        } finally {
            lock.unlock();
        }
    }

    private void write(List<Kept> next) {
        try {
            PrivateFiles.replace(file, Json.write(next));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        all = List.copyOf(next);
    }

    private static String command(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().command())
                .map(path -> Path.of(path).getFileName().toString())
                .orElse("process");
    }

    private static ProblemException unknown(long pid) {
        return Problem.of(
                        404,
                        "unknown-process",
                        "No process with the number " + pid + " runs on this instance.",
                        "A terminal there lists them with: ps -A")
                .asException();
    }
}
