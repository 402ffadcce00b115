package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import dev.atelier.api.ApplicationAddress;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.InstanceState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What listens on an instance, opened in a browser: a whole JupyterLab of its own, and a page in a container. */
class ApplicationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SECRET = "the-application-s-own-token";

    private static Atelier atelier;

    @BeforeAll
    static void start() {
        atelier = Atelier.up();
    }

    @AfterAll
    static void stop() {
        atelier.close();
    }

    private static int port(String url) {
        return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
    }

    @Test
    @Tag("browser")
    void aJupyterLabOfItsOwnWorksWhole(@TempDir Path folder) throws Exception {
        Path root = Files.createDirectories(folder.resolve("root"));
        try (JupyterPeer jupyter = JupyterPeer.start(root, folder.resolve("home"), SECRET)) {
            Atelier.Result opened = atelier.run("compute", "open", "local", Integer.toString(port(jupyter.url())));
            assertThat(opened.exitCode()).as(opened.output()).isZero();
            String url = opened.output().strip().replaceFirst("(?s).*(http://)", "$1");
            try (Lab lab = Lab.open(atelier, "/lab")) {
                Page page = lab.page();
                page.navigate(url + "?next=/lab?token=" + SECRET + "%26reset");
                assertThat(page.url()).contains("local-" + port(jupyter.url()) + ".apps.localhost");
                lab.launch("Python 3 (ipykernel)");
                Locator output = lab.run("import sys, os\nprint('in its own folder:', os.getcwd())");
                output.first()
                        .filter(new Locator.FilterOptions().setHasText("in its own folder: " + root))
                        .waitFor();
                assertThat(page.context().cookies(page.url()))
                        .as("the gateway's cookies are not there")
                        .noneMatch(c -> c.name.equals("username-127-0-0-1-" + port(atelier.url())));
                // Nor can a page of the application's do anything at the gateway.
                Object foreign = page.evaluate(
                        "url => fetch(url, {credentials: 'include'}).then(r => r.status, e => 'no')",
                        atelier.url() + "/api/kernels");
                assertThat(foreign).isIn("no", 403, 404);
            }
        }
    }

    @Test
    @Tag("docker")
    @Tag("browser")
    void aPageInAContainerIsOpenedLikeAnyOther() throws Exception {
        atelier.client().create("gpu1", InstanceSpec.defaults().withProvider(Optional.of("docker")));
        await().atMost(PATIENCE).until(() -> atelier.client().instance("gpu1").state() == InstanceState.RUNNING);
        byte[] large = new byte[20 << 20];
        new Random(1).nextBytes(large);
        Files.write(atelier.share().resolve("large.bin"), large);
        Files.writeString(atelier.share().resolve("index.html"), "<title>There</title><h1>in the container</h1>");
        try (Kernel kernel = Kernel.open(atelier, "gpu1.python3", "serve.ipynb");
                Lab lab = Lab.open(atelier, "/lab")) {
            ApplicationAddress address = atelier.client().application("gpu1", 7001);
            Page page = lab.page();
            Response early = page.navigate(address.url());
            assertThat(early.status()).isEqualTo(502);
            assertThat(page.locator("h1").textContent()).isEqualTo("Nothing listens on port 7001 of gpu1.");
            assertThat(kernel.run(
                                    "import subprocess, sys\n"
                                            + "server = subprocess.Popen([sys.executable, '-m', 'http.server', '7001', '--bind', '127.0.0.1'])")
                            .failed())
                    .isFalse();
            // The page looks again by itself.
            page.locator("h1", new Page.LocatorOptions().setHasText("in the container"))
                    .waitFor();
            Object same = page.evaluate(
                    "fetch('/large.bin').then(r => r.arrayBuffer()).then(b => crypto.subtle.digest('SHA-256', b))"
                            + ".then(d => Array.from(new Uint8Array(d)).map(x => x.toString(16).padStart(2, '0')).join(''))");
            assertThat(same)
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(large)));
            kernel.run("server.terminate()");
        } finally {
            atelier.client().delete("gpu1");
            await().atMost(PATIENCE)
                    .until(() -> atelier.client().instances().stream()
                            .noneMatch(i -> i.name().equals("gpu1")));
        }
    }
}
