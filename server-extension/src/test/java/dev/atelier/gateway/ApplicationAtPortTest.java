package dev.atelier.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.api.Json;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.application.ScriptedServer;
import dev.atelier.gateway.tls.PemFiles;
import dev.atelier.gateway.tls.SelfSigned;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Applications of somebody who has no name for the gateway: at ports of its own host, where all ports' cookies come along. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApplicationAtPortTest {
    /** One of this computer's addresses, and no name for it. */
    private static final String BARE = "127.0.0.2";

    private static final int PORTS = 12;
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final Pattern LOCATION = Pattern.compile("Location: ([^\r]+)\r\n");
    private static final Pattern COOKIE = Pattern.compile("Set-Cookie: (atelier-application-[^;]+);");

    private RealGateway gateway;
    private int first;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        first = freeRange();
        gateway = RealGateway.start(
                folder,
                RealGateway::unlimited,
                "--host=0.0.0.0",
                "--insecure-plain-http",
                "--name=nowhere.invalid",
                "--application-ports=" + first + "-" + (first + PORTS - 1));
        gateway.awaitLocal();
    }

    @AfterAll
    void stop() throws IOException {
        gateway.close();
    }

    private static int freeRange() throws IOException {
        int begin = 20_000 + (int) (ProcessHandle.current().pid() % 5_000);
        for (int port = begin; port < begin + PORTS; port++) {
            if (!isFree(port)) {
                begin = port + 1;
            }
        }
        return begin;
    }

    private static boolean isFree(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(port));
            return true;
        } catch (BindException e) {
            return false;
        }
    }

    /** A whole request to a port of the bare address. */
    private String get(int port, String target, String... fields) throws IOException {
        return send("GET", port, BARE + ":" + port, target, fields);
    }

    private static String send(String verb, int port, String host, String target, String... fields) throws IOException {
        return send(SocketFactory.getDefault(), port, head(verb, host, target, fields));
    }

    private static String head(String verb, String host, String target, String... fields) {
        StringBuilder head = new StringBuilder(verb + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        return head.append("Connection: close\r\n\r\n").toString();
    }

    private static String send(SocketFactory sockets, int port, String head) throws IOException {
        try (Socket socket = sockets.createSocket(BARE, port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    private String token() throws IOException {
        return token(gateway);
    }

    private static String token(RealGateway there) throws IOException {
        return "Authorization: token " + there.token();
    }

    /** Where somebody is led who opens it at the bare address. */
    private String way(int application) throws IOException {
        String way = get(gateway.port(), "/applications/local-" + application + "?next=/a%3Fb", token());
        assertThat(way).startsWith("HTTP/1.1 302");
        return found(LOCATION, way);
    }

    private static int port(String location) {
        return Integer.parseInt(location.replaceFirst("http://[^:/]+:([0-9]+)/.*", "$1"));
    }

    private String cookie(String location) throws IOException {
        String entered = get(port(location), location.substring(location.indexOf("/.atelier")));
        assertThat(entered).startsWith("HTTP/1.1 302").contains("Location: /a?b\r\n", "; HttpOnly; SameSite=Lax; ");
        return "Cookie: " + found(COOKIE, entered);
    }

    @Test
    void isOpenedWhereverThePersonCameIn() throws Exception {
        String address = get(gateway.port(), "/atelier/v1/computes/local/applications/6006", token());
        assertThat(address).contains("\"url\":\"http://" + BARE + ":" + gateway.port() + "/applications/local-6006\"");
        assertThat(gateway.owner("GET", "/atelier/v1/computes/local/applications/6006", "")
                        .body())
                .contains("\"url\":\"" + gateway.pageUrl() + "/applications/local-6006\"");
        try (ScriptedServer application = ScriptedServer.saying(OK)) {
            String location = way(application.port());
            assertThat(location).startsWith("http://" + BARE + ":");
            assertThat(port(location)).isBetween(first, first + PORTS - 1);
            assertThat(way(application.port())).as("again").contains(":" + port(location) + "/");
            String cookie = cookie(location);
            assertThat(get(port(location), "/x?y", cookie)).startsWith("HTTP/1.1 200");
            assertThat(application.heads().getFirst())
                    .startsWith("GET /x?y HTTP/1.1\r\nHost: localhost:" + application.port() + "\r\n")
                    .contains("X-Forwarded-Host: " + BARE + ":" + port(location) + "\r\n");
            // By a name below which nobody has made any, too; and by localhost at a host, as ever.
            String named = send("GET", gateway.port(), "nowhere.invalid", "/applications/local-1", token());
            assertThat(found(LOCATION, named)).startsWith("http://nowhere.invalid:");
            String local = send("GET", gateway.port(), "localhost:1234", "/applications/local-1", token());
            assertThat(found(LOCATION, local)).startsWith("http://local-1.apps.localhost:1234/");

            // Whose cookie has ended goes back to the gateway, to the host and port that they came from.
            String dead = cookie.replaceFirst("=[0-9a-f]{64}", "=" + "0".repeat(64));
            assertThat(get(port(location), "/z", dead, "Accept: text/html"))
                    .contains("Location: http://" + BARE + ":" + gateway.port() + "/applications/local-"
                            + application.port() + "?next=%2Fz\r\n");
            assertThat(get(port(location), "/z", dead)).startsWith("HTTP/1.1 403");
        }
    }

    /** A kernel or a job has no address of its own to go by. */
    @Test
    void isOpenedWhereThePersonsBrowserWasByWhatRunsForThem() throws Exception {
        String login = get(gateway.port(), "/lab?token=" + gateway.token(), "Accept: text/html");
        get(
                gateway.port(),
                "/api/kernels",
                "Cookie: " + found(Pattern.compile("Set-Cookie: (username-[^;]+);"), login));
        Files.writeString(gateway.share.resolve("ask.py"), """
                import json, os, socket
                s = socket.socket(socket.AF_UNIX)
                s.connect(os.environ["ATELIER_SOCKET"])
                path = "/atelier/v1/computes/local/applications/6006"
                s.sendall(json.dumps({"method": "GET", "path": path, "headers": {}, "body": ""}).encode() + b"\\n")
                s.settimeout(20)
                answer = b""
                while b'"end"' not in answer:
                    answer += s.recv(4096)
                print(answer.decode())
                """);
        HttpResponse<String> job =
                gateway.owner("POST", "/atelier/v1/jobs", "{\"compute\":\"local\",\"script\":\"ask.py\"}");
        assertThat(job.statusCode()).as(job.body()).isEqualTo(201);
        String name = Json.mapper().readTree(job.body()).path("name").asText();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(gateway.owner("GET", "/atelier/v1/jobs/" + name + "/logs", "")
                                .body())
                        .contains("http://" + BARE + ":" + gateway.port() + "/applications/local-6006"));
    }

    @Test
    void cookiesOfAllPortsStayApart() throws Exception {
        String says = String.join(
                "\r\n",
                "HTTP/1.1 200 OK",
                "Set-Cookie: sid=1; Path=/; Domain=localhost; HttpOnly",
                "Set-Cookie: atelier-application-1=stolen",
                "Set-Cookie: _xsrf=app; Path=/",
                "Content-Length: 0",
                "",
                "");
        try (ScriptedServer application = ScriptedServer.saying(says);
                ScriptedServer other = ScriptedServer.saying(OK)) {
            String name = "local-" + application.port();
            String location = way(application.port());
            String mine = cookie(location);
            String others = cookie(way(other.port()));
            assertThat(others).as("each has its own name").doesNotContain(mine.replaceFirst("=.*", "="));
            assertThat(get(port(location), "/", mine))
                    .contains(
                            "Set-Cookie: " + name + ".sid=1; Path=/; HttpOnly\r\n",
                            "Set-Cookie: " + name + "._xsrf=app; Path=/\r\n",
                            "Set-Cookie: " + name + ".atelier-application-1=stolen\r\n");

            String login = get(gateway.port(), "/lab?token=" + gateway.token(), "Accept: text/html");
            String session = found(Pattern.compile("Set-Cookie: (username-[^;]+);"), login);
            String all = String.join(
                    "; ",
                    mine,
                    others.replaceFirst("Cookie: ", ""),
                    session,
                    "_xsrf=gateways",
                    "sid=tossed",
                    "local-" + other.port() + ".sid=others",
                    name + ".sid=1",
                    name + "._xsrf=app");
            get(port(location), "/all", all, "X-XSRFToken: gateways");
            String seen = application.heads().get(1);
            assertThat(seen)
                    .contains("Cookie: sid=1; _xsrf=app\r\n")
                    // A page's script that looks for its cookie finds either.
                    .containsIgnoringCase("X-XSRFToken: app\r\n")
                    .doesNotContain("gateways", "tossed", "others", "username-", "atelier-application");

            // What lets in to one opens neither another nor the gateway.
            assertThat(get(port(way(other.port())), "/", mine)).startsWith("HTTP/1.1 403");
            assertThat(get(gateway.port(), "/api/kernels", mine)).startsWith("HTTP/1.1 403");
            assertThat(get(port(location), "/api/kernels", "Cookie: " + session))
                    .startsWith("HTTP/1.1 403");
            // Nor does another port's page use it.
            String page = "http://" + BARE + ":" + gateway.port();
            assertThat(get(port(location), "/", mine, "Origin: " + page)).startsWith("HTTP/1.1 403");
            assertThat(get(port(location), "/", mine, "Referer: " + page + "/x"))
                    .startsWith("HTTP/1.1 403");
            assertThat(get(
                            gateway.port(),
                            "/api/kernels",
                            "Cookie: " + session,
                            "Origin: http://" + BARE + ":" + port(location)))
                    .doesNotStartWith("HTTP/1.1 200");
        }
    }

    @Test
    void aPortServesNothingOfTheGateways() throws Exception {
        for (int port = first; port < first + PORTS; port++) {
            assertThat(get(port, "/api/kernels", token())).doesNotStartWith("HTTP/1.1 200");
            assertThat(send("GET", port, "evil.org:" + port, "/")).startsWith("HTTP/1.1 403");
            assertThat(get(port, "/api/status", "Host: x")).startsWith("HTTP/1.1 400");
        }
        // A browser that was at an application which has no port any more is led to where it gets one.
        try (ScriptedServer application = ScriptedServer.saying(OK)) {
            String cookie = cookie(way(application.port()));
            int port = Integer.parseInt(cookie.replaceFirst(".*-([0-9]+)=.*", "$1"));
            assertThat(get(port, "/", cookie.replaceFirst("@local-[0-9]+$", "@local-1"), "Accept: text/html"))
                    .startsWith("HTTP/1.1 200");
            String location = way(application.port());
            String entered = get(
                    port,
                    location.substring(location.indexOf("/.atelier")),
                    cookie.replaceFirst("@local-[0-9]+$", "@local-1"));
            assertThat(entered)
                    .as("what the other one stored goes")
                    .contains("Clear-Site-Data: \"cache\", \"storage\"");
            assertThat(get(port, way(application.port()).replaceFirst(".*/\\.atelier", "/.atelier"), cookie))
                    .doesNotContain("Clear-Site-Data");
        }
    }

    @Test
    void hasTheSameTls(@TempDir Path folder) throws Exception {
        SelfSigned made = SelfSigned.make(folder, "EC");
        PemFiles files = made.writeTo(folder);
        int port = freeRange();
        try (RealGateway secured = RealGateway.start(
                folder,
                RealGateway::unlimited,
                "--host=0.0.0.0",
                "--tls-certificate=" + files.certificate(),
                "--tls-key=" + files.key(),
                "--application-ports=" + port + "-" + port)) {
            secured.awaitLocal();
            SocketFactory tls = SelfSigned.trusting(made).getSocketFactory();
            String way = send(
                    tls,
                    secured.port(),
                    head("GET", BARE + ":" + secured.port(), "/applications/local-1", token(secured)));
            String location = found(LOCATION, way);
            assertThat(location).startsWith("https://" + BARE + ":" + port + "/");
            String entered =
                    send(tls, port, head("GET", BARE + ":" + port, location.substring(location.indexOf("/.atelier"))));
            assertThat(entered)
                    .contains("Set-Cookie: __Host-atelier-application-" + port + "=", "; Path=/; ", "; Secure\r\n");
            String cookie = found(Pattern.compile("Set-Cookie: ([^;]+);"), entered);
            assertThat(send(tls, port, head("GET", BARE + ":" + port, "/", "Cookie: " + cookie)))
                    .contains("nothing-listens");
            assertThat(send(SocketFactory.getDefault(), port, head("GET", BARE + ":" + port, "/")))
                    .doesNotContain("HTTP/1.1");
        }
    }

    @Test
    void refusesWhatIsNoRange() throws Exception {
        for (String range : new String[] {"8900", "9-8", "0-3", "1-65536", "1000-1100", "a-b"}) {
            assertThatThrownBy(() -> FrontDoor.config(optionsWith(range), Optional.empty()))
                    .as(range)
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("no range of ports");
        }
        String own = gateway.port() + "-" + gateway.port();
        assertThatThrownBy(() -> FrontDoor.config(optionsWith(own), Optional.of(gateway.port())))
                .hasMessageContaining("own port " + gateway.port());
        assertThatThrownBy(() -> FrontDoor.config(optionsWith(first + "-" + first), Optional.empty()))
                .hasMessageContaining("The port " + first + " is in use");
    }

    private static Options optionsWith(String ports) {
        Options options = new Options();
        new CommandLine(options)
                .parseArgs(
                        "--home=h", "--share=s", "--base-environment=e", "--agent=a", "--application-ports=" + ports);
        return options;
    }
}
