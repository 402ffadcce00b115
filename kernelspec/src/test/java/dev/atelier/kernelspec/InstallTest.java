package dev.atelier.kernelspec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.kernelspec.Installer.Result;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each option of {@code install} and {@code uninstall}; that what they write starts a kernel is proved elsewhere. */
class InstallTest {
    private static final String KERNEL = "share/jupyter/kernels/java";

    @TempDir
    private Path folder;

    private Installer installer;

    @BeforeEach
    void begin() throws IOException {
        installer = new Installer(folder);
    }

    private static void succeeded(Result result) {
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
    }

    /** One or two sentences and no trace. */
    private static void refused(Result result, String... parts) {
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.err()).contains(parts).doesNotContain("\tat ").doesNotContain("Exception");
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    private static Path jar(Path kernelspec) throws IOException {
        List<String> command = Installer.command(kernelspec).orElseThrow();
        return Path.of(command.get(command.indexOf("-jar") + 1));
    }

    @Test
    void intoAPrefix() throws IOException {
        Result result = installer.install("--prefix", folder.resolve("p").toString());
        succeeded(result);
        Path kernelspec = folder.resolve("p").resolve(KERNEL);
        assertThat(result.out()).isEqualTo("Installed the kernelspec \"java\" in " + kernelspec + ".\n");
        assertThat(Installer.command(kernelspec).orElseThrow())
                .startsWith("/jdk/bin/java")
                .endsWith("-jar", jar(kernelspec).toString(), "{connection_file}");
        assertThat(jar(kernelspec)).startsWith(kernelspec).hasContent("main");
        assertThat(jar(kernelspec).resolveSibling("kernel-1.jar")).hasContent("kernel");
        assertThat(names(kernelspec))
                .hasSize(5)
                .contains("kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg");
    }

    @Test
    void aRelativePrefixBeginsInTheCurrentFolder() throws IOException {
        succeeded(installer.install("--prefix", "here/../p"));
        assertThat(jar(folder.resolve("p").resolve(KERNEL))).isAbsolute().exists();
    }

    @Test
    void forThePerson() throws IOException {
        succeeded(installer.install());
        assertThat(folder.resolve("home/.local").resolve(KERNEL + "/kernel.json"))
                .exists();
        installer.set("JUPYTER_DATA_DIR", folder.resolve("data"));
        succeeded(installer.install("--user"));
        assertThat(folder.resolve("data/kernels/java/kernel.json")).exists();
    }

    @Test
    void intoTheActiveEnvironment() {
        installer.set("VIRTUAL_ENV", folder.resolve("venv"));
        succeeded(installer.install("--sys-prefix"));
        assertThat(folder.resolve("venv").resolve(KERNEL + "/kernel.json")).exists();
    }

    @Test
    void onePlaceAtATime() {
        refused(installer.install("--user", "--prefix", "p"), "--user", "--prefix");
    }

    @Test
    void jvmOptionsInTheirOrder() throws IOException {
        succeeded(installer.install(
                "--prefix", "p", "--jvm-option", "-Xmx8g", "--jvm-option=-Dwords=two words", "--jvm-option", "-ea"));
        assertThat(Installer.command(folder.resolve("p").resolve(KERNEL)).orElseThrow())
                .containsSubsequence("-Xmx8g", "-Dwords=two words", "-ea", "-jar");
    }

    @Test
    void namesOfItsOwn() throws IOException {
        succeeded(installer.install("--prefix", "p", "--name", "java-8g", "--display-name", "Java, 8 GB"));
        Path kernelspec = folder.resolve("p/share/jupyter/kernels/java-8g");
        assertThat(Installer.json(kernelspec).path("display_name").asText()).isEqualTo("Java, 8 GB");
        assertThat(Installer.json(kernelspec).path("interrupt_mode").asText()).isEqualTo("message");
        assertThat(folder.resolve("p").resolve(KERNEL)).doesNotExist();
    }

    @Test
    void aFolderWithBlanksAndUmlauts() throws IOException {
        succeeded(installer.install("--prefix", "Jüpyter für alle"));
        assertThat(jar(folder.resolve("Jüpyter für alle").resolve(KERNEL))).hasContent("main");
    }

    @Test
    void aKernelThatRunsKeepsItsJars() throws IOException {
        Path kernelspec = folder.resolve("p").resolve(KERNEL);
        succeeded(installer.install("--prefix", "p"));
        Path first = jar(kernelspec);
        succeeded(installer.install("--prefix", "p"));
        assertThat(jar(kernelspec)).isEqualTo(first);
        installer.jar("kernel-1.jar", "changed");
        succeeded(installer.install("--prefix", "p"));
        assertThat(jar(kernelspec)).isNotEqualTo(first);
        assertThat(first).exists();
        assertThat(first.resolveSibling("kernel-1.jar")).hasContent("kernel");
        assertThat(jar(kernelspec).resolveSibling("kernel-1.jar")).hasContent("changed");
    }

    @Test
    void oldVersionsGo() throws IOException {
        for (String content : List.of("1", "2", "3", "4")) {
            installer.jar("kernel-1.jar", content);
            succeeded(installer.install("--prefix", "p"));
        }
        assertThat(names(folder.resolve("p").resolve(KERNEL)).stream().filter(name -> name.startsWith("lib-")))
                .hasSize(2);
    }

    @Test
    void badNames() {
        for (String name : List.of("Java", "../java", "..", "a b", "jäva", "")) {
            refused(installer.install("--prefix", "p", "--name", name), "\"" + name + "\"", "use a-z");
            refused(installer.run("uninstall", "--prefix", "p", "--name", name), "\"" + name + "\"", "use a-z");
        }
        assertThat(folder.resolve("p")).doesNotExist();
    }

    @Test
    void whereNothingCanBeWritten() throws IOException {
        Files.writeString(folder.resolve("file"), "in the way");
        refused(installer.install("--prefix", "file"), folder.resolve("file").toString(), "with --prefix.");
        assertThat(folder.resolve("file")).hasContent("in the way");
        assertThat(Failure.sentence(new AccessDeniedException("/usr/share/jupyter"), "--prefix"))
                .isEqualTo("Access to /usr/share/jupyter is denied. Choose another folder with --prefix.");
    }

    @Test
    void whatIsNotUnderstood() {
        refused(installer.run("instal"), "install");
        refused(installer.install("--prefx", "p"), "--prefx", "--prefix");
    }

    @Test
    void uninstalls() throws IOException {
        succeeded(installer.install("--prefix", "p"));
        succeeded(installer.install("--prefix", "p", "--name", "other"));
        Result result = installer.run("uninstall", "--prefix", "p");
        succeeded(result);
        assertThat(names(folder.resolve("p/share/jupyter/kernels"))).containsExactly("other");
        refused(installer.run("uninstall", "--prefix", "p"), "There is no kernelspec in ");
    }

    @Test
    void anotherKernelsSpecStays() throws IOException {
        Path kernelspec = Files.createDirectories(folder.resolve("p").resolve(KERNEL));
        Files.writeString(kernelspec.resolve("kernel.json"), "{\"argv\": [\"ijava\"]}");
        refused(installer.run("uninstall", "--prefix", "p"), "another kernel's", "jupyter kernelspec remove java");
        assertThat(kernelspec.resolve("kernel.json")).exists();
    }
}
