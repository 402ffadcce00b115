package dev.atelier.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.RawClient;
import dev.atelier.gateway.http.Route;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** All the errors of the real gateway that we know how to provoke: none tells where its files lie or what it is made of. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ErrorsTest {
    private static final List<String> BODIES = List.of(
            "",
            "{",
            "null",
            "[]",
            "\"x\"",
            "{\"type\":7}",
            "{\"type\":\"file\",\"format\":\"base64\",\"content\":\"!!!\"}",
            "{\"type\":\"notebook\",\"content\":{\"cells\":3}}",
            "{\"path\":\"../../x\"}",
            "{\"path\":\"a\\u0000b\"}",
            "{\"name\":\"no-such-kernel\",\"path\":\"x\",\"type\":\"notebook\",\"kernel\":{\"name\":\"no.such\"}}",
            "{\"name\":{\"a\":1}}",
            "{\"compute\":\"local\",\"script\":\"/etc/passwd\"}",
            "{\"compute\":\"local\",\"script\":\"none.py\"}",
            "{\"compute\":\"none\",\"code\":\"1\"}",
            "{\"type\":\"local\",\"path\":\"/etc\"}",
            "{\"provider\":\"none\",\"size\":\"none\"}",
            "{\"raw\":\"{\"}",
            "[".repeat(5_000));
    private static final List<String> NAMES = List.of(
            "x",
            "a.txt",
            "dir",
            "broken.ipynb",
            "dangling",
            "loop",
            "outside",
            "unreadable.txt",
            "%2e%2e%2fx",
            "n%00",
            "%ff",
            "very-long-" + "n".repeat(300),
            "nul%0a",
            ".hidden",
            "caf%C3%A9");
    private static final List<String> INSIDES = List.of(
            "Exception",
            "\tat ",
            "java.",
            "dev.atelier",
            "io.undertow",
            "sqlite",
            "SQLITE",
            ".java:",
            "/usr/",
            "/etc/passwd:");

    private RealGateway gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        gateway = RealGateway.start(folder, RealGateway::unlimited);
        gateway.awaitLocal();
        Path share = gateway.share;
        Files.createDirectory(share.resolve("dir"));
        Files.writeString(share.resolve("dir/full.txt"), "x");
        Files.writeString(share.resolve("a.txt"), "x");
        Files.writeString(share.resolve("broken.ipynb"), "{\"cells\": ");
        Files.write(share.resolve("bytes.bin"), new byte[] {(byte) 0xff, 0, 1});
        Files.createSymbolicLink(share.resolve("dangling"), Path.of("nowhere"));
        Files.createSymbolicLink(share.resolve("loop"), Path.of("loop"));
        Files.createSymbolicLink(share.resolve("outside"), folder.resolve("home"));
        Files.writeString(share.resolve("unreadable.txt"), "x");
        assertThat(share.resolve("unreadable.txt").toFile().setReadable(false)).isTrue();
    }

    @AfterAll
    void stop() throws IOException {
        gateway.close();
    }

    /** Every route, with every body, as the owner, whom nothing stops; but the gateway must go on. */
    private Stream<String> requests() {
        List<String> requests = new ArrayList<>();
        for (Route route : gateway.routes().rows()) {
            if (route.template().endsWith("/shutdown") || route.template().endsWith("/events")) {
                continue;
            }
            for (String name : NAMES) {
                String path = route.template().replaceAll("\\{[^}]*}", name.replace("$", "\\$"));
                List<String> bodies = route.method() == Method.GET || route.method() == Method.DELETE
                        ? List.of("")
                        : name.equals("x") || name.equals("a.txt") ? BODIES : BODIES.subList(0, 3);
                for (String body : bodies) {
                    requests.add(request(route.method().name(), path, body));
                }
                if (!route.template().contains("{")) {
                    break;
                }
            }
        }
        for (String query : List.of(
                "type=x",
                "content=7",
                "hash=2",
                "format=base32",
                "type=notebook",
                "type=directory",
                "x=%f",
                "&&&=&%00")) {
            requests.add(request("GET", "/api/contents/bytes.bin?" + query, ""));
            requests.add(request("GET", "/api/me?permissions=%7B&" + query, ""));
        }
        return requests.stream();
    }

    private String request(String method, String path, String body) {
        try {
            return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: token "
                    + gateway.token() + "\r\nContent-Length: " + body.getBytes(StandardCharsets.UTF_8).length
                    + "\r\n\r\n" + body;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void tellNothingOfTheInsides() throws IOException {
        int errors = 0;
        List<String> internal = new ArrayList<>();
        List<String> telling = new ArrayList<>();
        for (String request : requests().toList()) {
            String answer = RawClient.exchange(gateway.port(), request);
            int status = RawClient.status(answer);
            String line = request.lines().findFirst().orElseThrow();
            assertThat(status).as(line).isPositive();
            if (status >= 400) {
                errors++;
                if (Stream.concat(INSIDES.stream(), Stream.of(gateway.folder.toString()))
                        .anyMatch(answer::contains)) {
                    telling.add(shown(request) + "\n -> " + answer);
                }
            }
            if (status == 500) {
                internal.add(shown(request) + "\n -> " + answer);
            }
        }
        assertThat(errors).isGreaterThan(300);
        assertThat(telling).as("errors that tell too much").isEmpty();
        assertThat(internal).as("errors that nobody foresaw").isEmpty();
    }

    private static String shown(String request) {
        return request.replaceAll("token [0-9a-f]+", "token …");
    }
}
