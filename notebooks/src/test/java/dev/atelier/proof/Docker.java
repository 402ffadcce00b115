package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The engine, asked by its own program as a person would. */
final class Docker {
    private Docker() {}

    /** What the engine of this computer printed; it must not fail. */
    static String run(String... words) {
        return run(System.getenv().getOrDefault("DOCKER_HOST", "unix:///var/run/docker.sock"), words);
    }

    static String run(String host, String[] words) {
        List<String> command = new ArrayList<>(List.of("docker", "--host", host));
        command.addAll(List.of(words));
        Atelier.Result result = Atelier.execute(command, Map.of(), Path.of("/"));
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.output().strip();
    }
}
