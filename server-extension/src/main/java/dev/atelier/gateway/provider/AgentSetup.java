package dev.atelier.gateway.provider;

import dev.atelier.api.Json;
import dev.atelier.gateway.identity.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an agent is told, as its configuration file has it; see "How an agent is started" in ARCHITECTURE.md. All paths are
 * those that the agent sees.
 *
 * @param port where it listens; 0 for any port that is free
 * @param spareKernels how many processes an agent keeps ready at most, one for each kernelspec in use
 * @param spare for a place that nobody has asked for yet
 */
public record AgentSetup(
        String instance,
        String secret,
        String host,
        int port,
        Path state,
        Path share,
        Path scratch,
        Path python,
        List<Path> kernelPath,
        Map<String, String> environment,
        int spareKernels,
        Optional<Spare> spare) {

    /**
     * That the instance gets its name later.
     *
     * @param kernel the kernelspec of which a process is started ahead
     */
    public record Spare(String kernel) {}

    private record KnownSecret(String secret) {}

    /** The secret in this configuration file, or a new one: it stays the same over restarts, so that a running agent is found. */
    public static String secret(Path file) throws IOException {
        try {
            return Json.read(Files.readString(file), KnownSecret.class).secret();
        } catch (NoSuchFileException e) {
            return Secrets.draw();
        }
    }
}
