package dev.atelier.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelSpecsTest {
    @Test
    void theFirstFolderWinsAndBrokenOnesAreLeftOut(@TempDir Path root) throws Exception {
        write(root.resolve("one/python3"), "{\"argv\":[\"a\"],\"display_name\":\"First\",\"language\":\"python\"}");
        write(root.resolve("two/python3"), "{\"argv\":[\"b\"],\"display_name\":\"Second\",\"language\":\"python\"}");
        write(root.resolve("two/Java"), """
                {"argv":["java"],"display_name":"Java","language":"java","interrupt_mode":"message",
                 "env":{"A":"${B}"},"extra":1}""");
        write(root.resolve("two/broken"), "{\"argv\":");
        write(root.resolve("two/poor"), "{\"argv\":[]}");
        Files.createFile(root.resolve("two/java/logo-64x64.png".replace("java", "Java")));
        KernelSpecs specs = new KernelSpecs(List.of(root.resolve("one"), root.resolve("two"), root.resolve("none")));
        JsonNode model = specs.model();
        assertThat(model.get("default").asText()).isEqualTo("python3");
        assertThat(model.get("kernelspecs").fieldNames()).toIterable().containsExactly("java", "python3");
        assertThat(model.at("/kernelspecs/python3/spec/display_name").asText()).isEqualTo("First");
        assertThat(model.at("/kernelspecs/python3/spec/interrupt_mode").asText())
                .isEqualTo("signal");
        assertThat(model.at("/kernelspecs/python3/spec/env").isObject()).isTrue();
        assertThat(model.at("/kernelspecs/java/spec/extra").asInt()).isEqualTo(1);
        assertThat(model.at("/kernelspecs/java/resources/logo-64x64").asText())
                .isEqualTo("/kernelspecs/java/logo-64x64.png");
    }

    @Test
    void anUnknownOneIsAnsweredWithThoseThatExist(@TempDir Path root) throws Exception {
        write(root.resolve("r"), "{\"argv\":[\"R\"],\"display_name\":\"R\",\"language\":\"R\"}");
        KernelSpecs specs = new KernelSpecs(List.of(root));
        assertThat(specs.defaultName()).isEqualTo("r");
        assertThatThrownBy(() -> specs.find("../r"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().next()).contains("There are: r."));
    }

    @Test
    void aLogoThatLeadsOutOfItsFolderIsNone(@TempDir Path root) throws Exception {
        write(root.resolve("specs/r"), "{\"argv\":[\"R\"],\"display_name\":\"R\",\"language\":\"R\"}");
        Path secret = Files.writeString(root.resolve("secret"), "token");
        Files.createSymbolicLink(root.resolve("specs/r/logo-svg.svg"), secret);
        assertThat(new KernelSpecs(List.of(root.resolve("specs"))).find("r").resources())
                .isEmpty();
    }

    private static void write(Path folder, String json) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("kernel.json"), json);
    }
}
