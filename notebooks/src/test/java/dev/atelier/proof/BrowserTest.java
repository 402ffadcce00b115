package dev.atelier.proof;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.InstanceState;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a person sees: JupyterLab in a browser, a Python notebook on an instance, a Java notebook with magics. */
@Tag("browser")
class BrowserTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final LocatorAssertions.ContainsTextOptions PATIENTLY =
            new LocatorAssertions.ContainsTextOptions().setTimeout((double) PATIENCE.toMillis());

    private static Atelier atelier;

    @BeforeAll
    static void start() {
        atelier = Atelier.up();
    }

    @AfterAll
    static void stop() {
        atelier.close();
    }

    @Test
    void pythonNotebookOnAnInstance() throws IOException {
        atelier.client().create("box1", InstanceSpec.defaults());
        pythonNotebookOn("box1");
    }

    @Test
    @Tag("docker")
    void pythonNotebookInAContainer() throws IOException {
        atelier.client().create("gpu1", InstanceSpec.defaults().withProvider(Optional.of("docker")));
        pythonNotebookOn("gpu1");
        atelier.client().delete("gpu1");
        await().atMost(PATIENCE)
                .until(() -> atelier.client().instances().stream()
                        .noneMatch(i -> i.name().equals("gpu1")));
    }

    private static void pythonNotebookOn(String instance) throws IOException {
        await().atMost(PATIENCE).until(() -> atelier.client().instance(instance).state() == InstanceState.RUNNING);
        try (Lab lab = Lab.open(atelier, "/lab/workspaces/" + instance)) {
            lab.launch("Python 3");
            lab.chooseKernel("Python 3 · " + instance);
            String file = "made-on-" + instance + ".txt";
            Locator output = lab.run(
                    "import os\nopen('" + file + "', 'w').write('here')\nprint(os.environ['ATELIER_INSTANCE'])");
            assertThat(output.first()).containsText(instance, PATIENTLY);
            lab.file(file).waitFor();
            lab.saveAs("on-" + instance + ".ipynb");
            assertThat(Files.readString(atelier.share().resolve(file))).isEqualTo("here");
            await().atMost(PATIENCE)
                    .until(() -> Files.readString(atelier.share().resolve("on-" + instance + ".ipynb"))
                            .contains(instance + ".python3"));
            lab.shoot("python-on-" + instance);
        }
    }

    @Test
    void javaNotebookWithMagics() {
        try (Lab lab = Lab.open(atelier, "/lab/workspaces/java")) {
            lab.launch("Java");
            assertThat(lab.run("%compute create box2").first()).containsText("Running", PATIENTLY);
            assertThat(lab.run("%compute list").first()).containsText("box2", PATIENTLY);
            Locator value = lab.run("List<Instance> mine = %compute list\nmine.stream().map(Instance::name).toList()");
            assertThat(value.last()).containsText("[local", PATIENTLY);
            lab.shoot("java-with-magics");
        }
    }
}
