package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * jupyter_server's own tests of its API, out of its published source, against a running gateway. {@code suite/conftest.py}
 * turns them towards it, {@code suite/left-out.txt} names the cases that are left out, with reasons.
 */
class JupyterServerSuiteTest {
    private static final Pattern WANTED = Pattern.compile("passes: (\\d+)");
    private static final Pattern PASSED = Pattern.compile("(\\d+) passed");

    @TempDir
    private Path folder;

    @Test
    void passes() throws IOException {
        Path tests = unpacked();
        copy("conftest.py", tests.resolve("tests/services"));
        copy("left-out.txt", folder);
        Path home = Files.createDirectory(folder.resolve("person"));
        try (Atelier atelier = Atelier.upWith(Map.of("ATELIER_JAVA_OPTS", "-Duser.home=" + home))) {
            Map<String, String> environment = new HashMap<>();
            environment.put("ATELIER_SUITE_URL", atelier.url());
            environment.put("ATELIER_SUITE_TOKEN", atelier.token());
            environment.put("ATELIER_SUITE_SHARE", atelier.share().toString());
            environment.put(
                    "ATELIER_SUITE_DATA", home.resolve(".local/share/jupyter").toString());
            environment.put(
                    "ATELIER_SUITE_LEFT_OUT", folder.resolve("left-out.txt").toString());
            List<String> command = Stream.concat(
                            Stream.of(
                                    Atelier.required("ATELIER_TEST_PYTHON") + "/bin/python",
                                    "-m",
                                    "pytest",
                                    "-q",
                                    "--tb=short",
                                    "--no-showlocals",
                                    "-p",
                                    "no:cacheprovider"),
                            Stream.of("contents", "kernels", "kernelspecs", "sessions", "config", "api")
                                    .map(service -> "tests/services/" + service + "/test_api.py"))
                    .toList();
            Atelier.Result result = Atelier.execute(command, environment, tests);
            Files.writeString(Path.of("target/jupyter-server-suite.log"), result.output());
            assertThat(result.exitCode()).as(result.output()).isZero();
            assertThat(number(PASSED, result.output()))
                    .isGreaterThanOrEqualTo(number(WANTED, Files.readString(folder.resolve("left-out.txt"))));
        }
    }

    private static int number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    private Path unpacked() throws IOException {
        Path archive;
        try (Stream<Path> files = Files.list(Path.of(Atelier.required("ATELIER_TEST_SUITE")))) {
            archive = files.filter(f -> f.toString().endsWith(".tar.gz"))
                    .findFirst()
                    .orElseThrow();
        }
        Atelier.Result result =
                Atelier.execute(List.of("tar", "-xzf", archive.toString(), "--strip-components=1"), Map.of(), folder);
        assertThat(result.exitCode()).as(result.output()).isZero();
        return folder;
    }

    private static void copy(String name, Path to) throws IOException {
        try (InputStream in = JupyterServerSuiteTest.class.getResourceAsStream("suite/" + name)) {
            Files.copy(Objects.requireNonNull(in, name), to.resolve(name));
        }
    }
}
