package dev.atelier.agent.support;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The Python environment with ipykernel that the tests use. */
public final class Pythons {
    private static final String NAME = "ATELIER_TEST_PYTHON";

    private Pythons() {}

    public static Path prefix() {
        Path prefix = Optional.ofNullable(System.getProperty(NAME))
                .or(() -> Optional.ofNullable(System.getenv(NAME)))
                .map(Path::of)
                .orElseThrow(() -> new AssertionError(
                        "Set " + NAME + " to the prefix of a Python environment with ipykernel (PREFIX/bin/python)."));
        if (!Files.isExecutable(prefix.resolve("bin/python"))) {
            throw new AssertionError(NAME + "=" + prefix + " has no bin/python.");
        }
        return prefix;
    }
}
