package dev.atelier.kernel.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.kernel.inspection.Described.DocumentedAt;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {
    @TempDir
    Path folder;

    private static void zip(Path file, String name, String text) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static DocumentedAt at(String key) {
        return new DocumentedAt("", "org.example.Box", key);
    }

    @Test
    void declarationsAreToldApartByTheirParameters() throws IOException {
        Path jar = folder.resolve("box-1.0.jar");
        zip(folder.resolve("box-1.0-sources.jar"), "org/example/Box.java", """
                package org.example;
                /** A box. */
                public class Box<T> {
                    /** Fills it. */
                    public void fill(java.util.List<? extends T> things, int... places) {}
                    /** Fills it with one. */
                    public void fill(T thing) {}
                    /** Its size. */
                    public int size;
                    /** A lid. */
                    public static class Lid {
                        /** Opens it. */
                        void open() {}
                    }
                    void undocumented(String why) {}
                }
                """);
        Sources sources = new Sources(Optional.empty());
        sources.add(jar);
        assertThat(comment(sources, "Box")).isEqualTo("A box.");
        assertThat(comment(sources, "Box#fill(List,int[])")).isEqualTo("Fills it.");
        assertThat(comment(sources, "Box#fill(T)")).isEqualTo("Fills it with one.");
        assertThat(comment(sources, "Box#size")).isEqualTo("Its size.");
        assertThat(comment(sources, "Box.Lid#open()")).isEqualTo("Opens it.");
        assertThat(sources.find(at("Box#undocumented(String)")).orElseThrow().parameters())
                .isEqualTo(List.of("why"));
        assertThat(sources.find(at("Box#nothing()"))).isEmpty();
    }

    private static String comment(Sources sources, String key) {
        return sources.find(at(key))
                .flatMap(SourceIndex.Entry::comment)
                .orElse("")
                .strip();
    }

    @Test
    void sourcesThatComeAfterTheirJarAreFound() throws IOException {
        Sources sources = new Sources(Optional.empty());
        sources.add(folder.resolve("late.jar"));
        assertThat(sources.find(at("Box"))).isEmpty();
        zip(
                folder.resolve("late-sources.jar"),
                "org/example/Box.java",
                "package org.example; /** Late. */ class Box {}");
        assertThat(comment(sources, "Box")).isEqualTo("Late.");
    }

    @Test
    void brokenSourcesAreAsGoodAsNone() throws IOException {
        Files.writeString(folder.resolve("broken-sources.jar"), "no zip");
        zip(folder.resolve("odd-sources.jar"), "org/example/Box.java", "}}} /** class Box {");
        Sources sources = new Sources(Optional.empty());
        sources.add(folder.resolve("broken.jar"));
        sources.add(folder.resolve("odd.jar"));
        assertThat(sources.find(at("Box"))).isEmpty();
    }
}
