package dev.atelier.kernelspec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LaunchTest {
    private final Launch launch =
            new Launch(Path.of("/jdk/bin/java"), Path.of("/a/atelier-kernelspec.jar"), List.of("-Xmx8g"));

    @Test
    void theKernelIsStartedFromTheJarWithTheCacheAndThePersonsOptions() {
        assertThat(launch.kernel(Optional.of(Path.of("/k/kernel-1.aot"))))
                .startsWith("/jdk/bin/java", "-XX:AOTCache=/k/kernel-1.aot")
                .contains("-Xmx8g")
                .endsWith("-jar", "/a/atelier-kernelspec.jar", "{connection_file}");
    }

    @Test
    void trainingDiffersOnlyInTheCacheAndTheArgument() {
        List<String> kernel = launch.kernel(Optional.of(Path.of("/c")));
        List<String> training = launch.training(Path.of("/c"));
        assertThat(training.subList(2, training.size() - 1)).isEqualTo(kernel.subList(2, kernel.size() - 1));
    }
}
