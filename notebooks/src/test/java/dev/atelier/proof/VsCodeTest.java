package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What VS Code's Jupyter extension does with a remote server, in Node, with the libraries that it bundles:
 * {@code @jupyterlab/services} 7.2.4, node-fetch 2, ws 7. {@code vscode/connection.js} has its way to connect,
 * {@code vscode/scenarios.js} what people do then.
 */
@Tag("node")
class VsCodeTest {
    private static final Path SCENARIOS =
            Atelier.ROOT.resolve("notebooks/src/test/resources/dev/atelier/proof/vscode/scenarios.js");

    private static final Pattern LEFT = Pattern.compile("session ([0-9a-f-]+)");

    private static Atelier atelier;

    @BeforeAll
    static void start() {
        atelier = Atelier.up();
    }

    @AfterAll
    static void stop() {
        atelier.close();
    }

    /** What {@code ./atelier up} prints. */
    private static String address() {
        return atelier.url() + "/lab?token=" + atelier.token();
    }

    private static String play(String scenario, String... words) {
        List<String> command = new ArrayList<>(List.of("node", SCENARIOS.toString(), scenario));
        command.addAll(List.of(words));
        Atelier.Result result = Atelier.execute(
                command,
                Map.of("NODE_PATH", Atelier.required("ATELIER_TEST_CLIENTS") + "/node_modules"),
                atelier.share());
        assertThat(result.exitCode()).as(scenario + ": " + result.output()).isZero();
        return result.output().strip();
    }

    @Test
    void connectsWithTheAddressThatUpPrints() {
        play("token", address());
    }

    @Test
    void learnsThatATokenIsWrong() {
        play("wrongToken", atelier.url() + "/lab?token=wrong");
    }

    @Test
    void signsInWithTheTokenForAPassword() {
        play("password", atelier.url() + "/", atelier.token());
    }

    @Test
    void runsAPythonNotebook() {
        play("notebook", address(), "python3");
    }

    @Test
    void runsAJavaNotebook() {
        play("notebook", address(), "java");
    }

    @Test
    void connectsAgainWithoutALoss() {
        play("reconnect", address());
    }

    /** A session that a person left in VS Code. */
    private static String left() {
        Matcher session = LEFT.matcher(play("leave", address()));
        assertThat(session.find()).isTrue();
        return session.group(1);
    }

    @Test
    void findsItsSessionAgainOnAnotherDay() {
        String session = left();
        play("reattach", address(), session);
    }

    @Test
    void findsItsSessionAgainBehindANewGateway() {
        String session = left();
        atelier.kill();
        atelier.start();
        play("reattach", address(), session);
    }
}
