package dev.atelier.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.gateway.identity.Permission;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signing in by the page, as a browser and as VS Code do it. */
class LoginTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final KnownTokens people = new KnownTokens();
    private Gate gate;

    @BeforeEach
    void start() {
        GateConfig config = GateConfig.loopback(0);
        List<Route> own = List.of(
                Route.call(Method.GET, "/", Permission.READ, r -> Reply.redirect("/lab?")),
                Route.call(Method.GET, "/lab", Permission.READ, r -> Reply.html("<p>lab</p>")),
                Route.call(Method.POST, "/api/x", Permission.CONTRIBUTE, r -> Reply.noContent()));
        gate = new Gate(config, Routes.of(List.of(own, new LoginRoutes(config, people).routes())), people);
        gate.start();
    }

    @AfterEach
    void stop() {
        gate.close();
        client.close();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gate.port() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElse("");
    }

    private HttpResponse<String> post(String query, String password, String cookie, String xsrf) throws Exception {
        String form = Stream.of("password=" + URLEncoder.encode(password, StandardCharsets.UTF_8), "_xsrf=" + xsrf)
                .reduce((a, b) -> a + "&" + b)
                .orElseThrow();
        return send(to("/login" + query)
                .header("Cookie", cookie)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    @Test
    void letsVsCodeIn() throws Exception {
        assertThat(send(to("/hub/api")).statusCode()).isEqualTo(404);
        HttpResponse<String> root = send(to("/"));
        assertThat(root.statusCode()).isEqualTo(302);
        assertThat(location(root)).startsWith("/login?next=");

        HttpResponse<String> page = send(to("/login?"));
        assertThat(page.statusCode()).isEqualTo(200);
        String xsrf = page.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst("_xsrf=([^;]*);.*", "$1");
        assertThat(page.body()).contains("name=\"_xsrf\" value=\"" + xsrf + "\"");

        assertThat(post("?", "wrong", "_xsrf=" + xsrf, xsrf).statusCode()).isEqualTo(401);
        assertThat(post("?", "owner", "_xsrf=" + xsrf, "other").statusCode()).isEqualTo(403);
        HttpResponse<String> in = post("?", "owner", "_xsrf=" + xsrf, xsrf);
        assertThat(in.statusCode()).isEqualTo(302);
        String session = in.headers().allValues("Set-Cookie").getFirst();
        assertThat(session)
                .startsWith("username-127-0-0-1-" + gate.port() + "=")
                .contains("HttpOnly");

        // It keeps the attributes with the value and sends them back.
        String cookies = "_xsrf=" + xsrf + "; " + session + "; expires=Wed, 01 Jan 2031 00:00:00 GMT; HttpOnly; Path=/";
        assertThat(location(send(to("/").header("Cookie", cookies)))).isEqualTo("/lab?");
        HttpRequest.Builder change = to("/api/x").header("Cookie", cookies).POST(HttpRequest.BodyPublishers.noBody());
        assertThat(send(change.copy()).statusCode()).isEqualTo(403);
        assertThat(send(change.copy().header("X-XSRFToken", xsrf)).statusCode()).isEqualTo(204);

        HttpResponse<String> out = send(to("/logout").header("Cookie", cookies));
        assertThat(out.headers().allValues("Set-Cookie").getFirst()).contains("Max-Age=0");
        assertThat(location(send(to("/").header("Cookie", cookies)))).startsWith("/login");
    }

    /** A script at another port of this host may set a cookie with a longer path, which comes first. */
    @Test
    void twoPeoplesLoginsAreNobodys() throws Exception {
        String name = "username-127-0-0-1-" + gate.port() + "=";
        String ada = name + people.newCookie(people.token("owner").orElseThrow());
        String again = name + people.newCookie(people.token("owner").orElseThrow());
        String ben = name + people.newCookie(people.token("contributor").orElseThrow());
        assertThat(location(send(to("/").header("Cookie", ada + "; " + again)))).isEqualTo("/lab?");
        assertThat(location(send(to("/").header("Cookie", ada + "; " + name + "made-up"))))
                .isEqualTo("/lab?");
        assertThat(location(send(to("/").header("Cookie", ben + "; " + ada)))).startsWith("/login");
    }

    @ParameterizedTest
    @CsvSource({
        "/lab/tree/a.txt, /lab/tree/a.txt",
        "//evil.example, /lab",
        "https://evil.example, /lab",
        "/\\evil.example, /lab",
        "javascript:alert(1), /lab",
        // One byte of it is sent, which is a slash.
        "/\u012Fevil.example, /lab",
    })
    void goesOnToPagesOfItsOwn(String next, String expected) throws Exception {
        String query = "?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
        assertThat(location(post(query, "owner", "_xsrf=x", "x"))).isEqualTo(expected);
    }

    @Test
    void setsTheXsrfCookieWithEveryPage() throws Exception {
        HttpResponse<String> page = send(to("/lab?token=owner"));
        assertThat(page.headers().allValues("Set-Cookie"))
                .hasSize(2)
                .anySatisfy(cookie -> assertThat(cookie).startsWith("_xsrf=").doesNotContain("HttpOnly"))
                .anySatisfy(cookie -> assertThat(cookie).startsWith("username-").contains("HttpOnly"));
    }
}
