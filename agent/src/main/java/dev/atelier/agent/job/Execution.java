package dev.atelier.agent.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.agent.process.Detached;
import dev.atelier.agent.process.InstanceEnvironment;
import dev.atelier.agent.process.ProcessGroup;
import dev.atelier.agent.process.ProcessId;
import dev.atelier.agent.process.ShareFolder;
import dev.atelier.agent.process.Starts;
import dev.atelier.api.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs a command and answers with what it said: for short commands that somebody waits for. */
public final class Execution {
    private static final int KEPT_BYTES = 1 << 20;
    private static final double DEFAULT_SECONDS = 60;
    private static final double MOST_SECONDS = 3600;
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final ShareFolder share;
    private final InstanceEnvironment environment;
    private final Detached detached;
    private final Starts starts;

    public Execution(ShareFolder share, InstanceEnvironment environment, Detached detached, Starts starts) {
        this.share = share;
        this.environment = environment;
        this.detached = detached;
        this.starts = starts;
    }

    /** What is to be run, and how long it may take. */
    record Command(
            List<String> command,
            Optional<String> cwd,
            Optional<Map<String, String>> environment,
            @JsonProperty("timeout_seconds") Optional<Double> timeoutSeconds) {

        Duration timeout() {
            double seconds = Math.clamp(timeoutSeconds.orElse(DEFAULT_SECONDS), 0.1, MOST_SECONDS);
            return Duration.ofMillis((long) (seconds * 1000));
        }
    }

    /** What it said, each part cut at 1 MiB. */
    record Result(@JsonProperty("exit_code") int exitCode, String stdout, String stderr) {}

    /** @throws dev.atelier.api.ProblemException {@code exec-failed} (400), {@code exec-timeout} (504) */
    Result run(Command wanted) throws InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(detached.command(Commands.checked(wanted.command())))
                .directory(Commands.folder(wanted.cwd(), share).toFile())
                .redirectInput(Path.of("/dev/null").toFile());
        environment.fill(builder.environment(), wanted.environment().orElse(Map.of()));
        Process process = starts.admit(() -> start(builder));
        ProcessGroup group =
                new ProcessGroup(ProcessId.of(process.pid()).orElse(new ProcessId(process.pid(), "ended at once")));
        Capture out = new Capture(process.getInputStream());
        Capture err = new Capture(process.getErrorStream());
        if (!process.waitFor(wanted.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
            group.end(GRACE);
            throw Problem.of(
                            504,
                            "exec-timeout",
                            "The command did not end within " + wanted.timeout().toSeconds() + " s and was ended. "
                                    + "It said last: "
                                    + err.lastLine().or(out::lastLine).orElse("nothing"),
                            "Give it longer with timeout_seconds, or run it as a job.")
                    .asException();
        }
        return new Result(process.exitValue(), out.text(), err.text());
    }

    private static Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw Problem.of(400, "exec-failed", "The command cannot be started: " + e.getMessage() + ".")
                    .asException();
        }
    }

    /** Reads a stream to its end and keeps its beginning. */
    private static final class Capture {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final Thread reader;

        Capture(InputStream stream) {
            this.reader = Thread.ofVirtual().name("exec-output").start(() -> read(stream));
        }

        /** The text; what a process left behind holds the stream open is waited for a second only. */
        String text() throws InterruptedException {
            reader.join(Duration.ofSeconds(1));
            synchronized (kept) {
                return kept.toString(StandardCharsets.UTF_8);
            }
        }

        Optional<String> lastLine() {
            synchronized (kept) {
                return kept.toString(StandardCharsets.UTF_8).lines().reduce((before, last) -> last);
            }
        }

        private void read(InputStream stream) {
            byte[] chunk = new byte[8192];
            try (stream) {
                int length = stream.read(chunk);
                while (length >= 0) {
                    synchronized (kept) {
                        kept.write(chunk, 0, Math.min(length, KEPT_BYTES - kept.size()));
                    }
                    length = stream.read(chunk);
                }
            } catch (IOException e) {
                // the stream ends with its process
            }
        }
    }
}
