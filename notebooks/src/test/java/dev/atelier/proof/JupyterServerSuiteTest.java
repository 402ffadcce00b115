package dev.atelier.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * jupyter_server's own tests of its API, out of its published source, against a running gateway. {@code suite/conftest.py}
 * turns them towards it, {@code suite/left-out.txt} names the cases that are left out, with reasons.
 */
class JupyterServerSuiteTest {

    @TempDir
    private Path folder;

    @Test
    void passes() throws IOException {
        Suite suite = Suite.unpack("jupyter_server", folder).with("conftest.py", "tests/services/conftest.py");
        Path home = Files.createDirectory(folder.resolve("person"));
        try (Atelier atelier = Atelier.upWith(Map.of("ATELIER_JAVA_OPTS", "-Duser.home=" + home))) {
            suite.passes(
                    "left-out.txt",
                    Map.of(
                            "ATELIER_SUITE_URL",
                            atelier.url(),
                            "ATELIER_SUITE_TOKEN",
                            atelier.token(),
                            "ATELIER_SUITE_SHARE",
                            atelier.share().toString(),
                            "ATELIER_SUITE_DATA",
                            home.resolve(".local/share/jupyter").toString()),
                    Stream.concat(
                                    Stream.of("-c", "pyproject.toml", "--rootdir", "tests/services"),
                                    Stream.of("contents", "kernels", "kernelspecs", "sessions", "config", "api")
                                            .map(service -> "tests/services/" + service + "/test_api.py"))
                            .toArray(String[]::new));
        }
    }
}
