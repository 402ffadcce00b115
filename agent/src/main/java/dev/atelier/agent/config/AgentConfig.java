package dev.atelier.agent.config;

import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How one agent is set up; see "How an agent is started" in ARCHITECTURE.md.
 *
 * @param secret what every request carries; it goes nowhere else
 * @param state the agent's own folder
 * @param share where kernels, terminals and jobs begin
 * @param python the prefix of the instance's Python environment
 * @param kernelPath folders of kernelspec folders, the first one wins
 * @param environment what kernels, terminals and jobs get besides
 * @param journalBytes bound of one kernel's journal, in bytes
 * @param spareKernels how many processes are kept ready at most, one for each kernelspec that was used within a day
 * @param spare whether it waits for a name
 */
public record AgentConfig(
        String instance,
        String secret,
        String host,
        int port,
        Path state,
        Path share,
        Optional<Path> scratch,
        Optional<Path> python,
        List<Path> kernelPath,
        Map<String, String> environment,
        long journalBytes,
        int spareKernels,
        Optional<Spare> spare) {

    /**
     * Of an instance that nobody has asked for yet: its name is given later.
     *
     * @param kernel the kernelspec of which a process is started ahead
     */
    public record Spare(Optional<String> kernel) {}

    private static final long DEFAULT_JOURNAL_BYTES = 256L << 20;
    private static final long LEAST_JOURNAL_BYTES = 1L << 16;
    private static final int LEAST_SECRET = 16;
    private static final int MOST_SPARES = 10;

    public AgentConfig {
        require(!instance.isBlank(), "instance", "must name the instance");
        require(secret.length() >= LEAST_SECRET, "secret", "must have at least 16 characters");
        require(port >= 0 && port <= 65535, "port", "must be between 0 and 65535, not " + port);
        require(Files.isDirectory(share), "share", "must be an existing folder, not " + share);
        require(journalBytes >= LEAST_JOURNAL_BYTES, "journalBytes", "must be at least " + LEAST_JOURNAL_BYTES);
        require(
                spareKernels >= 0 && spareKernels <= MOST_SPARES,
                "spareKernels",
                "must be between 0 and " + MOST_SPARES + ", not " + spareKernels);
        state = state.toAbsolutePath().normalize();
        share = share.toAbsolutePath().normalize();
        kernelPath = List.copyOf(kernelPath);
        environment = Map.copyOf(environment);
    }

    /** @throws dev.atelier.api.ProblemException {@code bad-config} or {@code bad-json}, naming the key */
    public static AgentConfig read(Path file) throws IOException {
        return Json.read(Files.readString(file), Written.class).checked();
    }

    private static void require(boolean holds, String key, String rule) {
        if (!holds) {
            throw Problem.of(400, "bad-config", "\"" + key + "\" in the agent's configuration " + rule + ".")
                    .asException();
        }
    }

    /** As it stands in the file. */
    private record Written(
            Optional<String> instance,
            Optional<String> secret,
            Optional<String> host,
            int port,
            Optional<String> state,
            Optional<String> share,
            Optional<String> scratch,
            Optional<String> python,
            Optional<List<String>> kernelPath,
            Optional<Map<String, String>> environment,
            Optional<Long> journalBytes,
            int spareKernels,
            Optional<Spare> spare) {

        AgentConfig checked() {
            return new AgentConfig(
                    needed("instance", instance),
                    needed("secret", secret),
                    host.orElse("127.0.0.1"),
                    port,
                    Path.of(needed("state", state)),
                    Path.of(needed("share", share)),
                    scratch.map(Path::of),
                    python.map(Path::of),
                    kernelPath.orElse(List.of()).stream().map(Path::of).toList(),
                    environment.orElse(Map.of()),
                    journalBytes.orElse(DEFAULT_JOURNAL_BYTES),
                    spareKernels,
                    spare);
        }

        private static String needed(String key, Optional<String> value) {
            require(value.isPresent(), key, "is missing");
            return value.orElseThrow();
        }
    }
}
