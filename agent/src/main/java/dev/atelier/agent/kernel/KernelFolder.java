package dev.atelier.agent.kernel;

import dev.atelier.agent.config.PrivateFiles;
import dev.atelier.agent.kernel.KernelSpec.InterruptMode;
import dev.atelier.agent.process.ProcessId;
import dev.atelier.api.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One kernel's folder in the agent's state: all that the next agent needs to find the kernel again. */
record KernelFolder(Path path, String id) {
    private static final Logger LOG = System.getLogger(KernelFolder.class.getName());
    private static final long LOG_BOUND = 1 << 20;
    private static final int LOG_KEPT = 1 << 16;
    private static final int QUOTED_BYTES = 4096;
    private static final int QUOTED_LINES = 20;

    /**
     * What {@code kernel.json} holds.
     *
     * @param process absent while it is being started
     * @param interruptMode as the kernelspec had it; absent in what older agents wrote
     */
    record Written(LaunchRequest request, Optional<ProcessId> process, Optional<InterruptMode> interruptMode) {}

    static KernelFolder create(Path kernels, String id) throws IOException {
        return new KernelFolder(PrivateFiles.folder(kernels.resolve(id)), id);
    }

    Path journal() {
        return path.resolve("journal");
    }

    Path sessions() {
        return path.resolve("sessions");
    }

    Path connectionFile() {
        return path.resolve("kernel-" + id + ".json");
    }

    Path log() {
        return path.resolve("kernel.log");
    }

    void write(Written written) throws IOException {
        PrivateFiles.replace(path.resolve("kernel.json"), Json.write(written));
    }

    /** Empty if nothing was ever started in this folder. */
    Optional<Written> read() throws IOException {
        Path file = path.resolve("kernel.json");
        return Files.exists(file) ? Optional.of(Json.read(Files.readString(file), Written.class)) : Optional.empty();
    }

    /** Whether the first process of the system, or of the container, is younger than this kernel: then all have ended. */
    boolean outlived() throws IOException {
        Instant written = Files.getLastModifiedTime(path.resolve("kernel.json")).toInstant();
        return ProcessHandle.of(1)
                .flatMap(first -> first.info().startInstant())
                .filter(written::isBefore)
                .isPresent();
    }

    void write(ConnectionInfo info) throws IOException {
        PrivateFiles.replace(connectionFile(), Json.write(info));
    }

    ConnectionInfo readConnection() throws IOException {
        return Json.read(Files.readString(connectionFile()), ConnectionInfo.class);
    }

    void delete() throws IOException {
        PrivateFiles.deleteTree(path);
    }

    /** The last lines that the process wrote, for a person; empty if it wrote nothing. */
    String lastLines() {
        return lastLinesOf(QUOTED_BYTES);
    }

    private String lastLinesOf(int bytes) {
        List<String> lines = logTail(bytes).lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - QUOTED_LINES), lines.size()))
                .strip();
    }

    /** The same of what it wrote after its log had this length, or all where the log has been cut since. */
    String lastLines(long from) {
        long length = logged();
        return length < from ? lastLines() : lastLinesOf((int) Math.min(QUOTED_BYTES, length - from));
    }

    /** How long the log is, in bytes. */
    long logged() {
        try {
            return Files.size(log());
        } catch (IOException e) { // none yet
            return 0;
        }
    }

    /** Cuts the log when it has grown too long; the process goes on writing at its end. */
    void trimLog() {
        try {
            if (Files.exists(log()) && Files.size(log()) > LOG_BOUND) {
                String tail = logTail(LOG_KEPT);
                try (RandomAccessFile file = new RandomAccessFile(log().toFile(), "rw")) {
                    file.setLength(0);
                    file.write(tail.getBytes(StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Cannot trim " + log(), e);
        }
    }

    private String logTail(int bytes) {
        try (RandomAccessFile file = new RandomAccessFile(log().toFile(), "r")) {
            long start = Math.max(0, file.length() - bytes);
            byte[] tail = new byte[(int) (file.length() - start)];
            file.seek(start);
            file.readFully(tail);
            return new String(tail, StandardCharsets.UTF_8);
        } catch (IOException e) { // no log is no reason to fail
            return "";
        }
    }
}
