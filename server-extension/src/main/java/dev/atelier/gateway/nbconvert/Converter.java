package dev.atelier.gateway.nbconvert;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.gateway.http.OwnFiles;
import dev.atelier.gateway.link.AgentAddress;
import dev.atelier.gateway.link.AgentClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** nbconvert on an instance, asked by scripts of ours. */
final class Converter {
    private static final int LIST_SECONDS = 30;
    private static final int SECONDS = 120;
    private static final Duration SPARE = Duration.ofSeconds(10);
    private static final String EXPORTERS = OwnFiles.text(Converter.class, "exporters.py");
    private static final String CONVERT = OwnFiles.text(Converter.class, "convert.py");

    /** What an agent ran. */
    private record Ran(@JsonProperty("exit_code") int exitCode, String stdout, String stderr) {}

    /**
     * What came out.
     *
     * @param extension with its dot
     */
    record Result(String mimetype, String extension) {}

    private static final Duration FRESH = Duration.ofMinutes(5);

    /** What an agent has told, and when. */
    private record Told(JsonNode exporters, Instant at) {
        boolean isFresh() {
            return !exporters.isEmpty() && at.plus(FRESH).isAfter(Instant.now());
        }
    }

    private final Map<AgentAddress, Told> told = new ConcurrentHashMap<>();

    /** As Jupyter's API has them: {@code {"html": {"output_mimetype": "text/html"}, …}}; none where there is no nbconvert. */
    JsonNode exporters(AgentClient agent) throws IOException, InterruptedException {
        Told known = told.get(agent.address());
        if (known == null || !known.isFresh()) {
            known = new Told(Json.read(run(agent, LIST_SECONDS, EXPORTERS), JsonNode.class), Instant.now());
            told.values().removeIf(other -> !other.isFresh());
            told.put(agent.address(), known);
        }
        return known.exporters();
    }

    /**
     * Converts a notebook.
     *
     * @param notebook its path in the share
     * @param name what it is called in the result, without an extension
     * @param folder where the result is written, as a path in the share
     */
    Result convert(AgentClient agent, String format, String notebook, String name, String folder)
            throws IOException, InterruptedException {
        return Json.read(run(agent, SECONDS, CONVERT, format, notebook, name, folder), Result.class);
    }

    private static String run(AgentClient agent, int seconds, String script, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("python", "-W", "ignore", "-c", script));
        command.addAll(List.of(arguments));
        Ran ran = agent.call(
                        "POST",
                        "/agent/v1/exec",
                        Optional.of(Map.of("command", command, "timeout_seconds", seconds)),
                        Duration.ofSeconds(seconds).plus(SPARE))
                .as(Ran.class);
        if (ran.exitCode() != 0) {
            throw Problem.of(
                            500,
                            "nbconvert-failed",
                            "nbconvert could not do it: " + lastLine(ran.stderr()),
                            "Try another format, or look into the notebook.")
                    .asException();
        }
        return ran.stdout();
    }

    private static String lastLine(String text) {
        return text.lines().filter(line -> !line.isBlank()).reduce("it says nothing", (before, last) -> last);
    }
}
