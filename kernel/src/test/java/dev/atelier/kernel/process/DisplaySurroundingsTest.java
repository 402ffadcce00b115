package dev.atelier.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.kernel.process.KernelClient.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kernels whose machine or whose start is a special one. */
@Timeout(120)
class DisplaySurroundingsTest {
    private static final List<String> HEAVY = List.of(
            "java.awt.",
            "com.google.gson.",
            "dev.atelier.kernel.display.TableReader",
            "dev.atelier.kernel.display.Traces",
            "dev.atelier.kernel.display.MimeContent",
            "dev.atelier.kernel.display.adapter.Awt",
            "dev.atelier.kernel.display.adapter.Tablesaw");

    @TempDir
    Path folder;

    private KernelProcess kernel(Map<String, String> environment) throws IOException {
        return new KernelProcess(folder, System.getProperty("java.class.path"), environment);
    }

    @Test
    void aMachineWithoutFontsIsToldSoInASentence() throws IOException {
        Path fonts = Files.writeString(
                folder.resolve("fonts.conf"),
                "<?xml version=\"1.0\"?><fontconfig><cachedir>none</cachedir></fontconfig>");
        // Java keeps what it found in the home folder.
        Map<String, String> bare = Map.of(
                "FONTCONFIG_FILE", fonts.toString(), "JAVA_TOOL_OPTIONS", "-Duser.home=" + folder.resolve("home"));
        try (KernelProcess kernel = kernel(bare);
                KernelClient client = new KernelClient(kernel.connection())) {
            Result result = client.run("new org.knowm.xchart.XYChartBuilder().title(\"Letters\").build()");
            assertThat(result.status()).isEqualTo("ok");
            assertThat(result.stream("stderr")).contains("has no fonts").contains("fonts-dejavu-core");
            assertThat(result.stream("stderr").lines()).hasSize(1);
            assertThat(result.value()).contains("XYChart");
        }
    }

    @Test
    void aNumberLoadsNothingThatItDoesNotNeed() throws IOException {
        Path log = folder.resolve("classes.log");
        try (KernelProcess kernel = kernel(Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + log));
                KernelClient client = new KernelClient(kernel.connection())) {
            assertThat(client.run("6 * 7").value()).isEqualTo("42");
            assertThat(heavy(log)).isEmpty();
            client.run("List.of(List.of(1))");
            assertThat(heavy(log)).isNotEmpty().allMatch(name -> name.startsWith("dev.atelier."));
        }
    }

    /** What of the display's own and of others' classes is not for plain values. */
    private static List<String> heavy(Path log) throws IOException {
        return Files.readAllLines(log).stream()
                .map(line -> line.replaceFirst(".*\\] (\\S+) .*", "$1"))
                .filter(name -> HEAVY.stream().anyMatch(name::startsWith))
                .toList();
    }
}
