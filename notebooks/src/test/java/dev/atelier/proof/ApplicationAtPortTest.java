package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway by a bare address, and a JupyterLab behind it at a port of its own, in one browser that keeps both's cookies together. */
class ApplicationAtPortTest {
    private static final String BARE = "http://127.0.0.2:";
    private static final String SECRET = "the-application-s-own-token";

    private static int port(String url) {
        return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
    }

    @Test
    @Tag("browser")
    void aJupyterLabOfItsOwnWorksBesideTheGateways(@TempDir Path folder) throws Exception {
        Path root = Files.createDirectories(folder.resolve("root"));
        int own = NodeServer.freePort();
        String range = own + "-" + own;
        try (Atelier atelier = Atelier.up("--host", "0.0.0.0", "--insecure-plain-http", "--application-ports", range);
                JupyterPeer jupyter = JupyterPeer.start(root, folder.resolve("home"), SECRET);
                Lab lab = Lab.open(atelier, "/lab")) {
            String gateway = BARE + port(atelier.url());
            Page page = lab.page();
            page.navigate(gateway + "/lab?token=" + atelier.token());
            lab.launch("Python 3");
            page.navigate(
                    gateway + "/applications/local-" + port(jupyter.url()) + "?next=/lab?token=" + SECRET + "%26reset");
            assertThat(page.url()).startsWith(BARE + own + "/lab");
            // Without the token in its address, by its own cookies, and with its own XSRF token.
            page.navigate(BARE + own + "/lab?reset");
            lab.launch("Python 3 (ipykernel)");
            Locator output = lab.run("import os\nprint('in its own folder:', os.getcwd())");
            output.first()
                    .filter(new Locator.FilterOptions().setHasText("in its own folder: " + root))
                    .waitFor();
            List<String> cookies = page.context().cookies(page.url()).stream()
                    .map((Cookie c) -> c.name)
                    .toList();
            assertThat(cookies)
                    .as("a host's cookies are all its ports'")
                    .contains("_xsrf", "local-" + port(jupyter.url()) + "._xsrf")
                    .anyMatch(name -> name.startsWith("username-"));
            Object foreign = page.evaluate(
                    "url => fetch(url, {credentials: 'include'}).then(r => r.status, e => 'no')",
                    gateway + "/api/kernels");
            assertThat(foreign).isIn("no", 403, 404);
            // And the gateway's own goes on.
            page.navigate(gateway + "/lab?reset");
            lab.launch("Python 3");
        }
    }
}
