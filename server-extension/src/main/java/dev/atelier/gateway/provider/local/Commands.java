package dev.atelier.gateway.provider.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs: argument vectors only, never through a shell. */
final class Commands {
    private static final List<String> NOT_PASSED_ON = List.of("ATELIER_", "AWS_", "AZURE_", "RCLONE_");
    private static final int MAX_OUTPUT = 1 << 20;
    private static final int TIMED_OUT = -1;

    private Commands() {}

    /** @param output standard output and error together */
    record Result(int exitCode, String output) {
        boolean succeeded() {
            return exitCode == 0;
        }

        boolean timedOut() {
            return exitCode == TIMED_OUT;
        }

        /** The last line that says something. */
        String lastLine() {
            return output.lines()
                    .filter(l -> !l.isBlank())
                    .reduce("", (a, b) -> b)
                    .strip();
        }
    }

    static Result run(List<String> command, Map<String, String> environment, Duration timeout)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("atelier", ".out");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
            cleaned(builder).putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            try {
                if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                    return new Result(
                            TIMED_OUT, command.getFirst() + " did not end within " + timeout.toSeconds() + " s");
                }
            } finally {
                // Nothing where it has ended; else the time is over, or nobody waits any more.
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            try (InputStream in = Files.newInputStream(out)) {
                return new Result(process.exitValue(), new String(in.readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8));
            }
        } finally {
            Files.deleteIfExists(out);
        }
    }

    /** Starts a program in a session of its own, so that it outlives this process; its output goes to the log. */
    static Process detach(List<String> command, Map<String, String> environment, Path folder, Path log)
            throws IOException {
        List<String> detached = new java.util.ArrayList<>(List.of("setsid"));
        detached.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(detached)
                .directory(folder.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        cleaned(builder).putAll(environment);
        return builder.start();
    }

    /** The gateway's environment without what would speak for the operator, here or to a cloud. */
    private static Map<String, String> cleaned(ProcessBuilder builder) {
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> NOT_PASSED_ON.stream().anyMatch(name::startsWith));
        return environment;
    }
}
