package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * JupyterLab driven by Galata, the library that its own tests are written with: {@code galata/lab.spec.js}. The page wants an
 * extension for that, which JupyterLab's package has, and a setting that an operator makes in {@code page_config.json}.
 */
@Tag("browser")
@Tag("node")
@Tag("long")
class GalataTest {
    private static final Path SPECS = Atelier.ROOT.resolve("notebooks/src/test/resources/dev/atelier/proof/galata");

    @Test
    void drivesJupyterLab(@TempDir Path folder) throws IOException {
        Path home = Files.createDirectories(folder.resolve("home"));
        overlay(home.resolve("environments"));
        Path packages = Path.of(Atelier.required("ATELIER_TEST_GALATA")).resolve("node_modules");
        // A terminal's shell reads what this computer's person has in theirs, which may take a minute.
        Path person = Files.createDirectories(folder.resolve("person"));
        try (Atelier atelier = Atelier.upIn(folder, Map.of("HOME", person.toString()))) {
            Atelier.Result result = Atelier.execute(
                    List.of(
                            packages.resolve(".bin/playwright").toString(),
                            "test",
                            "--config",
                            SPECS.resolve("playwright.config.js").toString()),
                    Map.of(
                            "NODE_PATH", packages.toString(),
                            "TARGET_URL", atelier.url(),
                            "ATELIER_GALATA_TOKEN", atelier.token(),
                            "ATELIER_GALATA_OUTPUT", folder.resolve("output").toString()),
                    folder);
            Files.writeString(Path.of("target/galata.log"), result.output());
            assertThat(result.exitCode()).as(result.output()).isZero();
            assertThat(result.output()).contains("6 passed");
        }
    }

    /** The prepared environment, seen through links, with Galata's extension and the page's setting besides. */
    private static void overlay(Path environments) throws IOException {
        Path prepared = Path.of(Atelier.required("ATELIER_TEST_HOME")).resolve("environments");
        try (Stream<Path> all = Files.list(prepared)) {
            for (Path each : all.toList()) {
                Path mine = Files.createDirectories(environments.resolve(each.getFileName()));
                link(each, mine, List.of("etc", "share"));
                link(each.resolve("share"), mine.resolve("share"), List.of("jupyter"));
                link(each.resolve("share/jupyter"), mine.resolve("share/jupyter"), List.of("labextensions"));
                link(
                        each.resolve("share/jupyter/labextensions"),
                        mine.resolve("share/jupyter/labextensions"),
                        List.of("@jupyterlab"));
                Path scoped = Files.createDirectories(mine.resolve("share/jupyter/labextensions/@jupyterlab"));
                Files.createSymbolicLink(scoped.resolve("galata-extension"), galata(each));
                Path config = Files.createDirectories(mine.resolve("etc/jupyter/labconfig"));
                Files.writeString(config.resolve("page_config.json"), "{\"exposeAppInBrowser\": true}");
            }
        }
    }

    private static void link(Path from, Path to, List<String> but) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> entries = Files.list(from)) {
            for (Path entry : entries.toList()) {
                if (!but.contains(entry.getFileName().toString())) {
                    Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
                }
            }
        }
    }

    private static Path galata(Path environment) throws IOException {
        try (Stream<Path> pythons = Files.list(environment.resolve("lib"))) {
            return pythons.map(p -> p.resolve("site-packages/jupyterlab/galata/@jupyterlab/galata-extension"))
                    .filter(Files::isDirectory)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
