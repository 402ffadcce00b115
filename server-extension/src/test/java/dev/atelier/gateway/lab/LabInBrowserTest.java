package dev.atelier.gateway.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.atelier.gateway.TestBrowser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JupyterLab as a person sees it, in Chromium; what the browser complains about fails the test. */
class LabInBrowserTest {
    private static final Pattern NOT_OURS = Pattern.compile("ResizeObserver loop");

    private Path share;
    private LabPreview preview;
    private TestBrowser browser;
    private Page page;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        share = Files.createDirectories(folder.resolve("share"));
        Files.writeString(share.resolve("notes.txt"), "first line\n");
        Files.createDirectory(share.resolve("data"));
        Files.writeString(share.resolve("plot.ipynb"), """
                {"cells": [{"cell_type": "markdown", "id": "m", "metadata": {}, "source": ["# A heading\\n"]},
                 {"cell_type": "code", "execution_count": 1, "id": "c", "metadata": {}, "source": ["6 * 7"],
                  "outputs": [{"output_type": "execute_result", "execution_count": 1, "metadata": {},
                               "data": {"text/plain": ["42"]}}]}],
                 "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
                 "nbformat": 4, "nbformat_minor": 5}
                """);
        preview = new LabPreview(0, share, folder.resolve("state"));
        browser = TestBrowser.start();
        page = browser.browser().newPage(new Browser.NewPageOptions().setViewportSize(1400, 900));
        page.setDefaultTimeout(30_000);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complain(message.text() + " " + message.location());
            }
        });
        page.onPageError(this::complain);
        page.onResponse(response -> {
            if (response.status() >= 400) {
                complain(response.status() + " " + response.url());
            }
        });
    }

    private void complain(String words) {
        if (!NOT_OURS.matcher(words).find()) {
            complaints.add(words);
        }
    }

    @AfterEach
    void close() {
        browser.close();
        preview.close();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + preview.port() + path;
    }

    private void shows(String name) {
        Optional.ofNullable(System.getenv("ATELIER_TEST_SCREENSHOTS"))
                .ifPresent(folder -> page.screenshot(
                        new Page.ScreenshotOptions().setPath(Path.of(folder).resolve(name + ".png"))));
    }

    private Locator file(String name) {
        return page.locator(".jp-DirListing-item", new Page.LocatorOptions().setHasText(name));
    }

    @Test
    void editsTheShare() {
        page.navigate(url("/lab?token=owner"));
        file("plot.ipynb").waitFor();
        file("data").waitFor();
        page.locator(".jp-LauncherCard", new Page.LocatorOptions().setHasText("Python 3"))
                .first()
                .waitFor();
        assertThat(page.url()).doesNotContain("token");
        assertThat(page.locator("body").getAttribute("data-jp-theme-name")).isEqualTo("JupyterLab Dark");
        shows("launcher");

        file("notes.txt").dblclick();
        Locator editor = page.locator(".jp-FileEditor .cm-content");
        editor.click();
        page.keyboard().press("Control+Home");
        page.keyboard().type("typed here\n");
        page.keyboard().press("Control+s");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(share.resolve("notes.txt")).hasContent("typed here\nfirst line\n"));
        shows("editor");

        file("plot.ipynb").dblclick();
        page.locator(".jp-Notebook h1", new Page.LocatorOptions().setHasText("A heading"))
                .waitFor();
        page.locator(".jp-OutputArea-output", new Page.LocatorOptions().setHasText("42"))
                .waitFor();
        page.locator(".jp-Notebook h1").click();
        page.keyboard().press("Control+s");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(Files.readString(share.resolve("plot.ipynb")))
                        .startsWith("{\n \"cells\": [\n  {\n   \"cell_type\": \"markdown\","));
        assertThat(share.resolve(".ipynb_checkpoints/plot-checkpoint.ipynb")).exists();
        shows("notebook");
        assertThat(complaints).isEmpty();
    }

    /** The dialog says what happens: nothing is lost. */
    @Test
    void throwsAwayAFolderWithSomethingInIt() throws IOException {
        Files.writeString(share.resolve("data/measured.csv"), "1\n");
        page.navigate(url("/lab?token=owner"));
        file("data").click();
        page.keyboard().press("Delete");
        Locator dialog = page.locator(".jp-Dialog");
        dialog.waitFor();
        assertThat(dialog.textContent()).contains("move to trash").contains("data");
        dialog.locator(".jp-mod-accept").click();
        file("data").waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
        assertThat(share.resolve("data")).doesNotExist();
        try (Stream<Path> kept = Files.walk(share.resolve(".trash"))) {
            assertThat(kept).anyMatch(path -> path.endsWith("data/measured.csv"));
        }
        assertThat(complaints).isEmpty();
    }

    @Test
    void signsInByThePage() {
        page.navigate(url("/lab/tree/notes.txt"));
        assertThat(page.url()).contains("/login?next=");
        page.getByLabel("Token").fill("wrong");
        page.getByRole(AriaRole.BUTTON).click();
        page.getByRole(AriaRole.STATUS).waitFor();
        assertThat(page.getByRole(AriaRole.STATUS).textContent()).contains("not known");
        shows("login");
        page.getByLabel("Token").fill("owner");
        page.getByRole(AriaRole.BUTTON).click();
        page.locator(".jp-FileEditor .cm-content", new Page.LocatorOptions().setHasText("first line"))
                .waitFor();
    }
}
