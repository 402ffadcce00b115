package dev.atelier.kernelspec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.kernel.message.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wheel as a file; that pip takes it and that it starts a kernel is proved elsewhere. */
class MakeWheelTest {
    private static final String NAME = "atelier_java_kernel-0.1.0.dev0-py3-none-any.whl";
    private static final String INFO = "atelier_java_kernel-0.1.0.dev0.dist-info/";

    @TempDir
    private Path folder;

    private Path made(String output) throws IOException {
        Installer.Result result = new Installer(folder).run("wheel", "--output", output);
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains("pip install " + folder.resolve(output).resolve(NAME));
        return folder.resolve(output).resolve(NAME);
    }

    private static Map<String, byte[]> content(Path wheel) throws IOException {
        Map<String, byte[]> content = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(wheel.toFile())) {
            for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
                try (InputStream in = zip.getInputStream(entry)) {
                    content.put(entry.getName(), in.readAllBytes());
                }
            }
        }
        return content;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void theRecordHasEveryFileWithItsHash() throws IOException {
        Map<String, byte[]> content = content(made("dist"));
        List<String> lines = text(content.get(INFO + "RECORD")).lines().toList();
        assertThat(lines).hasSameSizeAs(content.keySet()).last().isEqualTo(INFO + "RECORD,,");
        for (String line : lines.subList(0, lines.size() - 1)) {
            String[] parts = line.split(",");
            byte[] file = content.get(parts[0]);
            String hash = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(Library.sha256().digest(file));
            assertThat(parts[1]).isEqualTo("sha256=" + hash);
            assertThat(parts[2]).isEqualTo(Integer.toString(file.length));
        }
    }

    @Test
    void itHoldsTheKernelAndItsSpec() throws IOException {
        Map<String, byte[]> content = content(made("dist"));
        assertThat(text(content.get("atelier_java_kernel/lib/" + Installer.JAR)))
                .isEqualTo("main");
        assertThat(content).containsKey("atelier_java_kernel/lib/kernel-1.jar");
        assertThat(text(content.get("atelier_java_kernel/main"))).isEqualTo(Installer.JAR);
        assertThat(text(content.get("atelier_java_kernel/options")).lines()).containsExactlyElementsOf(Launch.OPTIONS);
        String data = "atelier_java_kernel-0.1.0.dev0.data/data/share/jupyter/kernels/java/";
        assertThat(content).containsKeys(data + "logo-svg.svg", data + "logo-32x32.png", data + "logo-64x64.png");
        assertThat(Json.parse(text(content.get(data + "kernel.json")))
                        .path("argv")
                        .toString())
                .isEqualTo("[\"python\",\"-m\",\"atelier_java_kernel\",\"-f\",\"{connection_file}\"]");
        assertThat(text(content.get(INFO + "METADATA"))).contains("\nName: atelier-java-kernel\nVersion: 0.1.0.dev0\n");
        assertThat(text(content.get(INFO + "licenses/LICENSE"))).contains("Apache License");
    }

    @Test
    void theSameFilesMakeTheSameBytes() throws IOException {
        assertThat(made("one")).hasSameBinaryContentAs(made("two"));
    }

    @Test
    void aFileInTheWayIsNamed() throws IOException {
        Files.writeString(folder.resolve("file"), "");
        Installer.Result result = new Installer(folder).run("wheel", "--output", "file");
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.err())
                .contains(folder.resolve("file").toString(), "--output")
                .doesNotContain("\tat ");
    }

    @Test
    void versionsInPythonsGrammar() {
        assertThat(PythonVersion.of("1.2.3")).isEqualTo("1.2.3");
        assertThat(PythonVersion.of("1.2-SNAPSHOT")).isEqualTo("1.2.dev0");
        assertThat(PythonVersion.of("1.2-beta-3")).isEqualTo("1.2b3");
        assertThat(PythonVersion.of("2.0.0-RC1-SNAPSHOT")).isEqualTo("2.0.0rc1.dev0");
        assertThatThrownBy(() -> PythonVersion.of("1.0-M1")).hasMessageContaining("1.0-M1");
    }
}
