package dev.atelier.magics.compute;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.atelier.kernel.magic.MagicException;
import dev.atelier.magics.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InstanceWatchTest {
    private static final String CREATING =
            "[{\"name\":\"box\",\"owner\":\"ben\",\"provider\":\"local\",\"size\":\"small\","
                    + "\"state\":\"Creating\",\"since\":\"2026-01-01T00:00:00.000000Z\",\"created_on\":\"2026-01-01T00:00:00.000000Z\"}]";

    /** A gateway that sends heartbeats for ever and on which nothing happens. */
    private static HttpServer gateway() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/atelier/v1/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                while (path.endsWith("/events")) {
                    body.write(":\n".getBytes(StandardCharsets.UTF_8));
                    body.flush();
                    Thread.sleep(50);
                }
                body.write((path.endsWith("/newest") ? "1" : CREATING).getBytes(StandardCharsets.UTF_8));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        return server;
    }

    @Test
    void waitsNoLongerThanItSaysThoughTheStreamGoesOn() throws IOException {
        HttpServer server = gateway();
        try {
            Session session = new Session(new Nowhere(Map.of(
                    "ATELIER_URL", "http://127.0.0.1:" + server.getAddress().getPort())));
            InstanceWatch watch = new InstanceWatch(session, "box", Duration.ofSeconds(1));
            assertThatThrownBy(() -> watch.follow("Creating", client -> true))
                    .isInstanceOf(MagicException.class)
                    .hasMessageContaining("not settled within 1 s");
        } finally {
            server.stop(0);
        }
    }
}
