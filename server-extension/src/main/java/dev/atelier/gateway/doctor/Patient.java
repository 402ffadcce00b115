package dev.atelier.gateway.doctor;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.gateway.compute.InstanceRecord;
import dev.atelier.gateway.link.AgentClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An instance whose agent answers. */
record Patient(InstanceRecord instance, AgentClient agent) {
    private static final Duration SPARE = Duration.ofSeconds(2);

    /** What a command gave. */
    record Ran(@JsonProperty("exit_code") int exitCode, String stdout, String stderr) {
        String lastWords() {
            return (stdout + "\n" + stderr)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .reduce("it said nothing", (before, last) -> last)
                    .strip();
        }
    }

    String name() {
        return instance.name();
    }

    /** Runs a command there, in the share. */
    Ran run(Duration bound, List<String> command) throws IOException, InterruptedException {
        return agent.call(
                        "POST",
                        "/agent/v1/exec",
                        Optional.of(Map.of("command", command, "timeout_seconds", bound.toSeconds())),
                        bound.plus(SPARE))
                .as(Ran.class);
    }
}
