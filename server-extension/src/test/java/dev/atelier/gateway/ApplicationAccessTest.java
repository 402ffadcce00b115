package dev.atelier.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.gateway.application.ScriptedServer;
import dev.atelier.gateway.http.RawClient;
import dev.atelier.gateway.identity.Role;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;

/** Who comes in to an application on an origin of its own, through the real gateway, and what the two see of each other. */
class ApplicationAccessTest extends WithApplications {
    @Test
    void aBrowserComesInByWayOfTheGateway() throws Exception {
        try (ScriptedServer application = ScriptedServer.saying(OK)) {
            int port = application.port();
            String window = get(port, "/a?b=c", "Accept: text/html", "Sec-Fetch-Mode: navigate");
            assertThat(window)
                    .contains("Location: http://localhost:" + gateway.port() + "/applications/local-" + port
                            + "?next=%2Fa%3Fb%3Dc\r\n");
            assertThat(get(port, "/")).startsWith("HTTP/1.1 403").contains("not-signed-in");
            assertThat(application.heads()).isEmpty();

            String cookie = cookie(port);
            assertThat(get(port, "/a%2F..//b;c?x=%00&y", cookie))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("\r\n\r\nok");
            assertThat(application.heads().getFirst()).startsWith("GET /a%2F..//b;c?x=%00&y HTTP/1.1\r\n");
            // Whose cookie is too old goes back to where they came from, which has their login.
            assertThat(get(port, "/", cookie.replaceFirst("=[0-9a-f]{64}", "=" + "0".repeat(64)), "Accept: text/html"))
                    .contains("Location: http://127.0.0.1:" + gateway.port() + "/applications/");
        }
    }

    @Test
    void anApplicationSeesNothingOfTheGateways() throws Exception {
        try (ScriptedServer application = ScriptedServer.saying(OK)) {
            int port = application.port();
            String mine = cookie(port);
            HttpResponse<String> login =
                    gateway.send("GET", "/lab", "", "Authorization", "token " + gateway.token(), "Accept", "text/html");
            String session = login.headers().allValues("Set-Cookie").stream()
                    .filter(c -> c.startsWith("username-"))
                    .findFirst()
                    .orElseThrow()
                    .replaceFirst(";.*", "");
            String origin = "http://" + host(port);
            assertThat(get(
                            port,
                            "/page",
                            mine + "; a=1; " + session + "; b=\"2\"",
                            "Cookie: quoted=\"" + session.replaceFirst(".*=", "") + "\"; c=3",
                            "Authorization: token \t" + gateway.token(),
                            "Origin: " + origin,
                            "Referer: " + origin + "/from?x",
                            "X-Forwarded-For: 1.2.3.4",
                            "X-Forwarded-Host: evil",
                            "Forwarded: for=1.2.3.4",
                            "Accept: */*"))
                    .startsWith("HTTP/1.1 200");
            String seen = application.heads().getFirst();
            assertThat(seen)
                    .contains(
                            "Host: localhost:" + port + "\r\n",
                            "Cookie: a=1; b=\"2\"; c=3\r\n",
                            "Origin: http://localhost:" + port + "\r\n",
                            "Referer: http://localhost:" + port + "/from?x\r\n",
                            "X-Forwarded-For: 127.0.0.1\r\n",
                            "X-Forwarded-Host: " + host(port) + "\r\n",
                            "X-Forwarded-Proto: http\r\n",
                            "Accept: */*\r\n")
                    .doesNotContain(
                            "evil", "1.2.3.4", gateway.token(), "atelier-application", "username-", "Authorization")
                    .doesNotContain(session.replaceFirst(".*=", ""));

            // Its own secrets are its own.
            get(port, "/", mine, "Authorization: Basic dXNlcjpwYXNz");
            assertThat(application.heads().get(1)).contains("Authorization: Basic dXNlcjpwYXNz\r\n");
            get(port, "/?token=" + "ab".repeat(24), mine);
            assertThat(application.heads().get(2)).startsWith("GET /?token=" + "ab".repeat(24) + " ");

            // The gateway's token in the address lets in, and goes no further.
            String entered = get(port, "/x?token=" + gateway.token() + "&y=1");
            assertThat(entered).startsWith("HTTP/1.1 302").contains("Location: /x?y=1\r\n", "Set-Cookie: ");
            String twice = get(port, "/x?token=mine&%74oken=" + gateway.token(), mine);
            assertThat(twice).startsWith("HTTP/1.1 302").contains("Location: /x?token=mine\r\n");
            assertThat(application.heads()).hasSize(3);
        }
    }

    @Test
    void whatAnApplicationSaysOfItsAddressIsTurnedBack() throws Exception {
        String answer = String.join(
                "\r\n",
                "HTTP/1.1 302 Found",
                "Location: http://localhost:PORT/next?a",
                "Set-Cookie: a=1; Domain=localhost; Path=/",
                "Set-Cookie: b=2; path=/; DOMAIN = .apps.localhost",
                "Set-Cookie: atelier-application=stolen; Path=/",
                "Strict-Transport-Security: max-age=1000; includeSubDomains",
                "Clear-Site-Data: \"*\"",
                "Alt-Svc: h2=\"evil:443\"",
                "Keep-Alive: timeout=5",
                "X-Own: stays",
                "Content-Length: 0",
                "",
                "");
        try (ScriptedServer application = new ScriptedServer((head, body, out) -> {
            String port = head.replaceFirst("(?s).*Host: localhost:([0-9]+).*", "$1");
            out.write(answer.replace("PORT", port).getBytes(StandardCharsets.ISO_8859_1));
            return true;
        })) {
            String got = get(application.port(), "/", token());
            assertThat(got)
                    .contains(
                            "Location: http://" + host(application.port()) + "/next?a\r\n",
                            "Set-Cookie: a=1; Path=/\r\n",
                            "Set-Cookie: b=2; path=/\r\n",
                            "X-Own: stays\r\n")
                    .doesNotContain("stolen", "Strict-Transport", "Clear-Site-Data", "Alt-Svc", "Keep-Alive");
        }
        try (ScriptedServer elsewhere = ScriptedServer.saying(
                "HTTP/1.1 302 Found\r\nLocation: http://localhost:1/x\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(get(elsewhere.port(), "/", token())).contains("Location: http://localhost:1/x\r\n");
        }
    }

    @Test
    void onlyThePersonsOwnPagesUseTheirCookie() throws Exception {
        try (ScriptedServer application = ScriptedServer.saying(OK);
                ScriptedServer other = ScriptedServer.saying(OK)) {
            int port = application.port();
            String cookie = cookie(port);
            assertThat(get(port, "/", cookie, "Origin: http://" + host(other.port())))
                    .startsWith("HTTP/1.1 403");
            assertThat(get(port, "/", cookie, "Origin: null")).startsWith("HTTP/1.1 403");
            assertThat(get(port, "/", cookie, "Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: no-cors"))
                    .startsWith("HTTP/1.1 403");
            assertThat(get(port, "/", cookie, "Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: navigate"))
                    .startsWith("HTTP/1.1 200");
            assertThat(RawClient.exchange(
                            gateway.port(),
                            head("POST", port, "/", cookie, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate")
                                    + "Content-Length: 0\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 403");
            assertThat(get(other.port(), "/", cookie)).as("another application").startsWith("HTTP/1.1 403");
            assertThat(other.heads()).isEmpty();
            assertThat(application.heads()).hasSize(1);
        }
    }

    @Test
    void whoMayNotUseAnInstanceMayNotUseItsApplications() throws Exception {
        try (ScriptedServer application = ScriptedServer.saying(OK)) {
            int port = application.port();
            assertThat(get(port, "/", "Authorization: Bearer " + BEN))
                    .startsWith("HTTP/1.1 403")
                    .contains("not-yours");
            assertThat(get(port, "/", "Authorization: Bearer " + CLEO))
                    .startsWith("HTTP/1.1 403")
                    .contains("not-allowed");
            assertThat(get(port, "/", "Authorization: Bearer " + RealGateway.METRICS_TOKEN))
                    .startsWith("HTTP/1.1 403");
            assertThat(gateway.send("GET", "/applications/local-" + port, "", "Authorization", "token " + BEN)
                            .statusCode())
                    .isEqualTo(403);
            assertThat(get(port, "/", "Authorization: Bearer wrong")).startsWith("HTTP/1.1 403");
            assertThat(application.heads()).isEmpty();
        }
    }

    @Test
    void signingOutEndsWhatWasOpened() throws Exception {
        try (ScriptedServer application = ScriptedServer.saying(OK)) {
            int port = application.port();
            gateway.admit("dora", Role.OWNER, "token-of-dora", Optional.empty());
            HttpResponse<String> login = gateway.send(
                    "GET", "/lab?token=token-of-dora", "", "Accept", "text/html", "Sec-Fetch-Mode", "navigate");
            String session =
                    login.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
            String location = gateway.send("GET", "/applications/local-" + port, "", "Cookie", session)
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();
            Matcher matcher = COOKIE.matcher(get(port, location.substring(location.indexOf("/.atelier"))));
            assertThat(matcher.find()).isTrue();
            String cookie = "Cookie: " + matcher.group(1);
            assertThat(get(port, "/", cookie)).startsWith("HTTP/1.1 200");
            // An application is of the same site, so its page's pictures come with the gateway's cookie.
            gateway.send("GET", "/logout", "", "Cookie", session, "Sec-Fetch-Site", "same-site");
            assertThat(get(port, "/", cookie)).startsWith("HTTP/1.1 200");
            gateway.send("GET", "/logout", "", "Cookie", session);
            assertThat(get(port, "/", cookie)).startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void aPoolingProxysConnectionIsNobodysOwn() throws Exception {
        try (ScriptedServer application = ScriptedServer.saying(OK)) {
            int port = application.port();
            String owners = head("GET", port, "/", cookie(port)) + "\r\n";
            String bens = head("GET", port, "/", "Authorization: Bearer " + BEN) + "Connection: close\r\n\r\n";
            String got = RawClient.exchange(gateway.port(), owners + owners + bens);
            assertThat(got.split("HTTP/1.1 200", -1)).hasSize(3);
            assertThat(got).contains("HTTP/1.1 403", "not-yours");
            assertThat(application.heads()).hasSize(2);
        }
    }

    @Test
    void aBareAddressHasNoNamesBelowIt() throws Exception {
        try (ScriptedServer application = ScriptedServer.saying(OK)) {
            HttpResponse<String> address =
                    gateway.owner("GET", "/atelier/v1/computes/local/applications/" + application.port(), "");
            assertThat(address.body())
                    .contains("\"url\":\"" + gateway.pageUrl() + "/applications/local-" + application.port() + "\"");
            assertThat(gateway.owner("GET", "/atelier/v1/computes/local/applications/70000", "")
                            .statusCode())
                    .isEqualTo(400);
            String next = gateway.owner("GET", "/applications/local-1?next=%2F%2Fevil.org", "")
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();
            assertThat(URLDecoder.decode(next, StandardCharsets.UTF_8)).startsWith("http://local-1.apps.localhost:");
            assertThat(get(1, next.substring(next.indexOf("/.atelier")))).contains("Location: /\r\n");
        }
    }
}
