package dev.atelier.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.gateway.provider.toolbox.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The engine of this computer, as its own command shows it, and what goes into its containers. */
public final class TestEngine {
    /** Whoever asks for one has made a mistake. */
    static final GpuClaims NO_GPUS = new GpuClaims() {
        @Override
        public Outcome claim(Place place, int count, List<String> from) {
            throw new AssertionError("no GPU was offered");
        }

        @Override
        public void release(Place place) {}
    };

    private TestEngine() {}

    static Programs programs() throws IOException {
        return new Programs(
                Path.of(Objects.requireNonNull(
                                System.getenv("ATELIER_TEST_PROGRAMS"),
                                "set ATELIER_TEST_PROGRAMS to a folder with agent and kernelspec; ./atelier test does"))
                        .toRealPath(),
                List.of("-XX:+UseSerialGC", "-Xmx128m", "-XX:TieredStopAtLevel=1"),
                0);
    }

    public static String docker(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.strip();
    }
}
