package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tests that others published with the source of a Python package, unpacked into a folder and run by pytest. A list of ours
 * names the cases that are left out, with reasons, and how many pass at least.
 */
final class Suite {
    private static final Pattern WANTED = Pattern.compile("passes: (\\d+)");
    private static final Pattern PASSED = Pattern.compile("(\\d+) passed");

    private final String name;
    private final Path folder;

    private Suite(String name, Path folder) {
        this.name = name;
        this.folder = folder;
    }

    /**
     * Unpacks the source.
     *
     * @param name the package's, and that of the folder below {@code suite} with what is ours
     */
    static Suite unpack(String name, Path folder) throws IOException {
        Path archive;
        try (Stream<Path> files = Files.list(Path.of(Atelier.required("ATELIER_TEST_SUITES")))) {
            archive = files.filter(f -> f.getFileName().toString().matches(name + "-[0-9.]+\\.tar\\.gz"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.createDirectories(folder);
        Atelier.Result result =
                Atelier.execute(List.of("tar", "-xzf", archive.toString(), "--strip-components=1"), Map.of(), folder);
        assertThat(result.exitCode()).as(result.output()).isZero();
        return new Suite(name, folder).with("left_out.py", "left_out.py");
    }

    /** Copies a file of ours among the tests. */
    Suite with(String resource, String place) throws IOException {
        try (InputStream in = Suite.class.getResourceAsStream("suite/" + resource)) {
            Files.copy(Objects.requireNonNull(in, resource), folder.resolve(place));
        }
        return this;
    }

    /**
     * Runs the tests; all must pass, and as many as the list says.
     *
     * @param list the list among our files
     * @param words pytest's, besides those that keep it to itself
     */
    void passes(String list, Map<String, String> environment, String... words) throws IOException {
        Path leftOut = folder.resolve("left-out.txt");
        with(list, leftOut.getFileName().toString());
        List<String> command = new ArrayList<>(List.of(
                Atelier.required("ATELIER_TEST_PYTHON") + "/bin/python",
                "-m",
                "pytest",
                "-q",
                "--tb=short",
                "--no-showlocals",
                "-p",
                "no:cacheprovider",
                "-p",
                "left_out"));
        command.addAll(List.of(words));
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("ATELIER_SUITE_LEFT_OUT", leftOut.toString());
        variables.put("PYTHONPATH", folder.toString());
        Atelier.Result result = Atelier.execute(command, variables, folder);
        Files.writeString(Path.of("target/" + name + "-suite.log"), result.output());
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(number(PASSED, result.output())).isGreaterThanOrEqualTo(number(WANTED, Files.readString(leftOut)));
    }

    private static int number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return Integer.parseInt(matcher.group(1));
    }
}
