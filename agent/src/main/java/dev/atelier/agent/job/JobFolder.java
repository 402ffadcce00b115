package dev.atelier.agent.job;

import dev.atelier.agent.config.PrivateFiles;
import dev.atelier.agent.process.ProcessId;
import dev.atelier.api.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One job's folder in the agent's state; the wrapper writes {@code pid} and {@code exit}, the agent all else. */
record JobFolder(Path path, String id) {
    private static final Pattern PID = Pattern.compile("(\\d{1,18}) (\\d+)\\s*");

    /** What {@code job.json} holds: all that is known before the process is there. */
    record Written(JobSpec spec, Instant started) {}

    void write(Written written) throws IOException {
        PrivateFiles.replace(path.resolve("job.json"), Json.write(written));
    }

    Optional<Written> read() throws IOException {
        Path file = path.resolve("job.json");
        return Files.exists(file) ? Optional.of(Json.read(Files.readString(file), Written.class)) : Optional.empty();
    }

    void write(JobEnd end) throws IOException {
        PrivateFiles.replace(path.resolve("ended.json"), Json.write(end));
    }

    Optional<JobEnd> readEnd() throws IOException {
        Path file = path.resolve("ended.json");
        return Files.exists(file) ? Optional.of(Json.read(Files.readString(file), JobEnd.class)) : Optional.empty();
    }

    /** The wrapper's process as the wrapper itself wrote it down, if the system lets it know when it was started. */
    Optional<ProcessId> wrapper() throws IOException {
        Path file = path.resolve("pid");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Matcher written = PID.matcher(Files.readString(file));
        return written.matches()
                ? Optional.of(new ProcessId(Long.parseLong(written.group(1)), written.group(2)))
                : Optional.empty();
    }

    /** Whether the wrapper has written down the command's exit code, the last thing it does. */
    boolean exited() {
        return Files.exists(path.resolve("exit"));
    }

    void markCanceled() throws IOException {
        Path mark = path.resolve("canceled");
        if (!Files.exists(mark)) {
            Files.createFile(mark);
        }
    }

    boolean canceled() {
        return Files.exists(path.resolve("canceled"));
    }

    /** What the wrapper left, read once it has gone. */
    JobEnd end() throws IOException {
        Path exit = path.resolve("exit");
        Optional<Integer> code = Files.exists(exit)
                ? Optional.of(Integer.valueOf(Files.readString(exit).strip()))
                : Optional.empty();
        Instant ended = code.isPresent() ? Files.getLastModifiedTime(exit).toInstant() : Instant.now();
        JobState state = canceled()
                ? JobState.Canceled
                : code.filter(c -> c == 0).isPresent() ? JobState.Completed : JobState.Failed;
        return new JobEnd(state, code, code.filter(c -> c > 128).map(c -> c - 128), ended);
    }
}
