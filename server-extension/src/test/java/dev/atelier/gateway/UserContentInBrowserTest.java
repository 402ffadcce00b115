package dev.atelier.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that somebody else put onto the share, opened in Chromium by a person who is signed in. */
@Tag("browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UserContentInBrowserTest {
    /** Tries all ways to the gateway that a page has, and writes down how each ended. */
    private static final String ATTACK = """
            (async () => {
              const found = [];
              const attempt = async (name, way) => {
                try { found.push(name + '=' + await way()); } catch (e) { found.push(name + ' failed'); }
              };
              const soon = (start) => new Promise((done, fail) => {
                start(done, fail);
                setTimeout(() => fail('nothing'), 3000);
              });
              await attempt('origin', async () => self.origin);
              await attempt('cookie', async () => document.cookie);
              await attempt('storage', async () => localStorage.length);
              await attempt('read', async () => (await fetch('/api/contents/secret.txt')).text());
              await attempt('readWith', async () =>
                (await fetch('/api/contents/secret.txt', {credentials: 'include'})).text());
              await attempt('file', async () => (await fetch('/files/secret.txt', {credentials: 'include'})).text());
              await attempt('blind', async () => (await fetch('/api/contents/blind.txt', {
                method: 'PUT', mode: 'no-cors', credentials: 'include',
                body: '{"type":"file","format":"text","content":"x"}'})).type);
              await attempt('simple', async () => (await fetch('/api/contents/', {
                method: 'POST', mode: 'no-cors', credentials: 'include', body: '{"type":"file"}'})).type);
              await attempt('socket', () => soon((done, fail) => {
                const socket = new WebSocket(SERVER.replace('http', 'ws') + '/api/events/subscribe');
                socket.onopen = () => done('opened');
                socket.onerror = () => fail('refused');
              }));
              await attempt('frame', () => soon((done, fail) => {
                const frame = document.createElementNS('http://www.w3.org/1999/xhtml', 'iframe');
                frame.onload = () => { try { done(frame.contentDocument.body.innerText); } catch (e) { fail(e); } };
                frame.src = '/api/contents/secret.txt';
                document.documentElement.appendChild(frame);
              }));
              await attempt('window', async () => {
                const opened = window.open('/lab');
                return opened === null ? Promise.reject() : opened.document.title;
              });
              await attempt('opener', async () => window.opener.document.title);
              document.documentElement.setAttribute('data-found', found.join(';'));
            })();
            """;

    private final List<String> dialogs = new CopyOnWriteArrayList<>();
    private RealGateway gateway;
    private TestBrowser browser;
    private Page page;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        gateway = RealGateway.start(folder, RealGateway::unlimited);
        gateway.awaitLocal();
        browser = TestBrowser.start();
        String attack = "const SERVER = '" + gateway.ownUrl() + "';\n" + ATTACK;
        write("secret.txt", "the-secret");
        write("page.html", "<!doctype html><html><body><script>" + attack + "</script></body></html>");
        write("old.htm", "<html><body><script>" + attack + "</script></body></html>");
        write(
                "picture.svg",
                "<svg xmlns='http://www.w3.org/2000/svg'><script><![CDATA[" + attack + "]]></script></svg>");
        write(
                "strict.xhtml",
                "<html xmlns='http://www.w3.org/1999/xhtml'><body><script><![CDATA[" + attack
                        + "]]></script></body></html>");
        write("data.xml", "<a><script xmlns='http://www.w3.org/1999/xhtml'><![CDATA[" + attack + "]]></script></a>");
        write("words.txt", "<html><script>" + attack + "</script></html>");
        write("nothing", "<html><script>" + attack + "</script></html>");
        write("token.html", "<script>document.documentElement.setAttribute('data-found', location.href)</script>");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(gateway.share.resolve(name), text);
    }

    @AfterAll
    void stop() throws IOException {
        browser.close();
        gateway.close();
    }

    @BeforeEach
    void signIn() throws IOException {
        BrowserContext person = browser.browser().newContext(new Browser.NewContextOptions().setAcceptDownloads(true));
        page = person.newPage();
        page.setDefaultTimeout(30_000);
        page.onDialog(dialog -> {
            dialogs.add(dialog.message());
            dialog.dismiss();
        });
        page.navigate(gateway.ownUrl() + "/login?token=" + gateway.token());
        page.navigate(gateway.ownUrl() + "/files/secret.txt");
        assertThat(page.content()).contains("the-secret");
    }

    @ParameterizedTest
    @CsvSource({"page.html", "old.htm", "picture.svg", "data.xml"})
    void aFilesScriptHasNoWayToTheGateway(String file) throws Exception {
        Response response = page.navigate(gateway.ownUrl() + "/files/" + file);
        assertThat(response.headerValue("x-content-type-options")).isEqualTo("nosniff");
        assertThat(response.headerValue("content-security-policy")).contains("sandbox");
        page.waitForFunction("document.documentElement.hasAttribute('data-found')");
        String found = page.evaluate("document.documentElement.getAttribute('data-found')")
                .toString();
        // It did run, and is nobody.
        assertThat(found)
                .contains("origin=null")
                .contains("cookie failed")
                .contains("storage failed")
                .contains("read failed")
                .contains("readWith failed")
                .contains("file failed")
                .contains("socket failed")
                .contains("frame failed")
                .contains("window failed")
                .contains("opener failed")
                .doesNotContain("the-secret");
        try (var files = Files.list(gateway.share)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .doesNotContain("blind.txt", "untitled.txt", "untitled");
        }
    }

    @ParameterizedTest
    @CsvSource({"words.txt", "nothing", "strict.xhtml"})
    void whatIsNoPageDoesNotBecomeOne(String file) {
        try {
            page.navigate(gateway.ownUrl() + "/files/" + file);
        } catch (PlaywrightException e) {
            assertThat(e).hasMessageContaining("Download is starting");
        }
        page.waitForTimeout(500);
        assertThat(page.evaluate("document.documentElement.hasAttribute('data-found')"))
                .isEqualTo(false);
    }

    /** A script in a sandbox can still read the address that it was loaded from. */
    @Test
    void aFileNeverSeesTheToken() throws Exception {
        BrowserContext stranger = browser.browser().newContext();
        Page theirs = stranger.newPage();
        theirs.navigate(gateway.ownUrl() + "/files/token.html?x=1&token=" + gateway.token());
        theirs.waitForFunction("document.documentElement.hasAttribute('data-found')");
        assertThat(theirs.evaluate("document.documentElement.getAttribute('data-found')")
                        .toString())
                .endsWith("/files/token.html?x=1");
        stranger.close();
    }

    @Test
    void namesOfFoldersAndFilesAreWordsToTheLab() throws Exception {
        String name = "<img src=x onerror=alert('name')>";
        Files.createDirectory(gateway.share.resolve(name));
        write("<svg onload=alert('file')>.txt", "x");
        page.navigate(gateway.ownUrl() + "/lab");
        page.locator(".jp-DirListing-item", new Page.LocatorOptions().setHasText(name))
                .dblclick();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> page.locator(".jp-BreadCrumbs").textContent().contains(name));
        page.waitForTimeout(500);
        assertThat(dialogs).isEmpty();
        assertThat(page.locator("img[src=x]").count()).isZero();
        page.navigate(gateway.ownUrl() + "/lab/tree/" + "%3Cscript%3Ealert(1)%3C%2Fscript%3E");
        page.locator("#jp-main-dock-panel").waitFor();
        page.waitForTimeout(500);
        assertThat(dialogs).isEmpty();
    }
}
