package dev.atelier.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.gateway.http.RawClient;
import dev.atelier.gateway.identity.Role;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A gateway with applications, and clients that write to it byte by byte. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WithApplications {
    static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    static final String BEN = "be".repeat(32);
    static final String CLEO = "c1".repeat(32);
    static final Pattern COOKIE = Pattern.compile("Set-Cookie: (atelier-application=[^;]+);");

    RealGateway gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        gateway = begin(folder);
        gateway.admit("ben", Role.CONTRIBUTOR, BEN, Optional.empty());
        gateway.admit("cleo", Role.READER, CLEO, Optional.empty());
        gateway.awaitLocal();
    }

    RealGateway begin(Path folder) throws IOException {
        return RealGateway.start(folder, RealGateway::unlimited);
    }

    @AfterAll
    void stop() throws IOException {
        gateway.close();
    }

    String host(int port) {
        return "local-" + port + ".apps.localhost:" + gateway.port();
    }

    /** A whole request without a body, after which the gateway closes. */
    String get(int port, String target, String... fields) throws IOException {
        return RawClient.exchange(gateway.port(), head("GET", port, target, fields) + "Connection: close\r\n\r\n");
    }

    String head(String verb, int port, String target, String... fields) {
        StringBuilder head = new StringBuilder(verb + " " + target + " HTTP/1.1\r\nHost: " + host(port) + "\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        return head.toString();
    }

    String token() throws IOException {
        return "Authorization: Bearer " + gateway.token();
    }

    /** Through the gateway, as a browser comes in: the field with the cookie that it has then. */
    String cookie(int port) throws Exception {
        HttpResponse<String> way = gateway.owner("GET", "/applications/local-" + port + "?next=/a%3Fb", "");
        assertThat(way.statusCode()).isEqualTo(302);
        String location = way.headers().firstValue("Location").orElseThrow();
        assertThat(location).startsWith("http://" + host(port) + "/.atelier/enter?");
        String entered = get(port, location.substring(location.indexOf("/.atelier")));
        assertThat(entered).startsWith("HTTP/1.1 302").contains("Location: /a?b\r\n", "HttpOnly; SameSite=Lax");
        Matcher matcher = COOKIE.matcher(entered);
        assertThat(matcher.find()).isTrue();
        assertThat(get(port, location.substring(location.indexOf("/.atelier"))))
                .as("a code is good once")
                .doesNotContain("Set-Cookie");
        return "Cookie: " + matcher.group(1);
    }

    static void send(OutputStream out, byte[] body, boolean chunked) throws IOException {
        for (int at = 0; at < body.length; ) {
            int count = Math.min(100_000, body.length - at);
            if (chunked) {
                out.write((Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            out.write(body, at, count);
            if (chunked) {
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            at += count;
        }
        if (chunked) {
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            StringBuilder size = new StringBuilder();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                size.append((char) b);
            }
            int count = Integer.parseInt(size.toString().strip(), 16);
            body.write(in.readNBytes(count));
            in.readNBytes(2);
            if (count == 0) {
                return body.toByteArray();
            }
        }
    }

    static String headOf(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            assertThat(b).isNotNegative();
            head.append((char) b);
        }
        return head.toString();
    }

    /** One answer with Content-Length, or none. */
    static String answer(InputStream in) throws IOException {
        String head = headOf(in);
        Matcher length = Pattern.compile("Content-Length: ([0-9]+)").matcher(head);
        return head
                + (length.find()
                        ? new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.ISO_8859_1)
                        : "");
    }
}
