package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person types at a shell: an instance's terminal in their own, and tokens of their own. */
class TerminalTest {
    private static final Path LAUNCHER = Atelier.ROOT.resolve("atelier");

    private static Atelier atelier;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        // A terminal's shell reads what this computer's person has in theirs, which may take a minute.
        Path person = Files.createDirectories(folder.resolve("person"));
        atelier = Atelier.upWith(Map.of("HOME", person.toString()));
    }

    @AfterAll
    static void stop() {
        atelier.close();
    }

    /** In a real terminal, with its size, its keys and its signals. */
    @ParameterizedTest
    @ValueSource(strings = {"leave", "exit"})
    void anInstancesTerminalIsHere(String how, @TempDir Path folder) throws IOException {
        Path typist = folder.resolve("terminal.py");
        try (InputStream script = TerminalTest.class.getResourceAsStream("terminal.py")) {
            Files.copy(script, typist);
        }
        assertThat(atelier.run("compute", "restart", "local", "--no-wait").exitCode())
                .isZero(); // it is waited for
        Atelier.Result typed = Atelier.execute(
                List.of(
                        Atelier.required("ATELIER_TEST_PYTHON") + "/bin/python",
                        typist.toString(),
                        how,
                        LAUNCHER.toString(),
                        "compute",
                        "terminal",
                        "local"),
                Map.of("ATELIER_HOME", atelier.home().toString()),
                atelier.share());
        assertThat(typed.output()).endsWith("exit code 0\n");
        List<String> terminals =
                Kernel.request(atelier, "GET", "/api/terminals", "", 200).findValuesAsText("name");
        assertThat(terminals).hasSize(how.equals("leave") ? 1 : 0);
        for (String terminal : terminals) {
            Kernel.request(atelier, "DELETE", "/api/terminals/" + terminal, "", 204);
        }
    }

    @Test
    void aTokenLetsInUntilItIsRevoked() {
        Atelier.Result made = atelier.run("token", "create", "--name", "ci", "--expires", "30d");
        assertThat(made.exitCode()).as(made.output()).isZero();
        assertThat(made.output()).startsWith("The token ci expires in 30 d.");
        String token = made.output().lines().toList().getLast();
        Map<String, String> elsewhere = Map.of("ATELIER_URL", atelier.url(), "ATELIER_TOKEN", token);
        assertThat(Atelier.execute(List.of(LAUNCHER.toString(), "compute", "list"), elsewhere, atelier.share())
                        .exitCode())
                .isZero();
        assertThat(atelier.run("token", "list").output())
                .contains("home", "ci ")
                .containsPattern("in (29|30) d")
                .doesNotContain(token);
        assertThat(atelier.run("token", "revoke", "ci").exitCode()).isEqualTo(1);
        assertThat(atelier.run("token", "revoke", "ci", "--yes").exitCode()).isZero();
        Atelier.Result refused =
                Atelier.execute(List.of(LAUNCHER.toString(), "compute", "list"), elsewhere, atelier.share());
        assertThat(refused.exitCode()).as(refused.output()).isEqualTo(1);
    }
}
