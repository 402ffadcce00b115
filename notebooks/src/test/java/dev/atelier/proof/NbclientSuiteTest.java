package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * nbclient's own tests, out of its published source, with kernels behind a running gateway. {@code suite/nbclient} has what
 * turns them towards it, and the list of what is left out.
 */
@Tag("long")
class NbclientSuiteTest {
    /** What those tests set for the kernels that they start themselves: it changes what a traceback looks like. */
    private static final Map<String, String> ENVIRONMENT =
            Map.of("IPYKERNEL_CELL_NAME", "<IPY-INPUT>", "COLUMNS", "80", "LINES", "24");

    @Test
    void passes() throws IOException {
        try (Atelier atelier = Atelier.upWith(ENVIRONMENT)) {
            installWidgets(atelier);
            // On the share, where kernels find the files beside the notebooks.
            Suite suite = Suite.unpack("nbclient", atelier.share().resolve("nbclient"))
                    .with("nbclient/conftest.py", "conftest.py");
            suite.passes(
                    "nbclient/left-out.txt",
                    Map.of("JUPYTER_GATEWAY_URL", atelier.url() + "/t/" + atelier.token()),
                    "--override-ini=addopts=",
                    "--override-ini=log_cli=false",
                    "--timeout=120",
                    "tests/test_client.py");
        }
    }

    /** As a person would, from packages that were fetched before. */
    private static void installWidgets(Atelier atelier) {
        Path packages = Path.of(Atelier.required("ATELIER_TEST_SUITES")).resolve("wheels");
        try (Kernel kernel = Kernel.open(atelier, "python3", "install.ipynb")) {
            Kernel.Outcome outcome = kernel.run("%pip install --quiet --no-index --no-deps --find-links " + packages
                    + " ipywidgets widgetsnbextension jupyterlab_widgets");
            assertThat(outcome.failed()).as(outcome.stdout()).isFalse();
        }
    }
}
