package dev.atelier.proof;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** JupyterLab in Debian's Chromium, as a person uses it. */
final class Lab implements AutoCloseable {
    private static final double PATIENCE_MILLIS = 60_000;

    private final Playwright playwright;
    private final Page page;

    private Lab(Playwright playwright, Page page) {
        this.playwright = playwright;
        this.page = page;
    }

    static Lab open(Atelier atelier, String path) {
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of(Optional.ofNullable(System.getenv("ATELIER_TEST_CHROMIUM"))
                                .orElse("/usr/bin/chromium")))
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
        Page page = browser.newPage(new Browser.NewPageOptions().setViewportSize(1400, 900));
        page.setDefaultTimeout(PATIENCE_MILLIS);
        page.navigate(atelier.url() + path + "?token=" + atelier.token());
        return new Lab(playwright, page);
    }

    Page page() {
        return page;
    }

    /** Starts a notebook from the launcher's card with that title. */
    void launch(String kernel) {
        page.locator(".jp-LauncherCard[data-category='Notebook'][title='" + kernel + "']")
                .click();
        page.locator(".jp-NotebookPanel .jp-CodeCell").first().waitFor();
        awaitIdle();
    }

    /** Until the kernel of the open notebook has nothing to do: JupyterLab drops cells that are run before it is there. */
    private void awaitIdle() {
        page.locator("#jp-main-statusbar", new Page.LocatorOptions().setHasText("| Idle"))
                .waitFor();
    }

    /** Moves the open notebook to another kernel, by the dialog behind the kernel's name. */
    void chooseKernel(String kernel) {
        page.locator(".jp-NotebookPanel:visible .jp-KernelName").click();
        page.locator(".jp-Dialog select")
                .selectOption(new com.microsoft.playwright.options.SelectOption().setLabel(kernel));
        page.locator(".jp-Dialog .jp-mod-accept").click();
        page.locator(".jp-NotebookPanel:visible .jp-KernelName", new Page.LocatorOptions().setHasText(kernel))
                .waitFor();
        awaitIdle();
    }

    /** Types code into the selected cell and runs it; the outputs of that cell. */
    Locator run(String code) {
        Locator cells = page.locator(".jp-NotebookPanel:visible .jp-CodeCell");
        int index = cells.count() - 1;
        Locator cell = cells.nth(index);
        cell.locator(".cm-content").click();
        page.keyboard().insertText(code);
        page.keyboard().press("Shift+Enter");
        return cell.locator(".jp-OutputArea-output");
    }

    /** Saves the new notebook, under the name that JupyterLab then asks for. */
    void saveAs(String name) {
        page.keyboard().press("Control+s");
        page.locator(".jp-Dialog input.jp-mod-styled:not([type=checkbox])").fill(name);
        page.locator(".jp-Dialog .jp-mod-accept").click();
        file(name).waitFor();
    }

    Locator file(String name) {
        return page.locator(".jp-DirListing-item", new Page.LocatorOptions().setHasText(name));
    }

    /** Keeps what the page looks like: the README shows it. */
    void shoot(String name) {
        Path folder = Atelier.ROOT.resolve("target/screenshots");
        page.screenshot(new Page.ScreenshotOptions().setPath(folder.resolve(name + ".png")));
    }

    @Override
    public void close() {
        playwright.close();
    }
}
