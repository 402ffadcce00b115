package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The engine, asked by its own program as a person would. */
final class Docker {
    private Docker() {}

    /** What it printed; it must not fail. */
    static String run(String... words) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(words));
        Atelier.Result result = Atelier.execute(command, Map.of(), Path.of("/"));
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.output().strip();
    }
}
