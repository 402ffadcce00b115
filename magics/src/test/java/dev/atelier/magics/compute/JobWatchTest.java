package dev.atelier.magics.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.atelier.api.JobState;
import dev.atelier.kernel.magic.MagicException;
import dev.atelier.magics.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JobWatchTest {
    private static final int BROKEN_STREAMS = 200;

    private final AtomicInteger streams = new AtomicInteger();
    private HttpServer server;
    private JobWatch watch;

    /** A gateway whose stream of the log ends again and again while the job runs. */
    @BeforeEach
    void begin() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean log = exchange.getRequestURI().getPath().endsWith("/logs");
            int begun = log ? streams.incrementAndGet() : streams.get();
            byte[] bytes = (log ? "a line\n" : job(begun < BROKEN_STREAMS ? "Running" : "Completed"))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        watch = new JobWatch(new Session(new Nowhere(Map.of("ATELIER_URL", url))), "j", Duration.ofMillis(1));
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    private static String job(String state) {
        return "{\"name\":\"j\",\"owner\":\"ben\",\"compute\":\"box\",\"command\":[],\"state\":\"" + state
                + "\",\"log\":\"jobs/j/std_log.txt\",\"created\":\"2026-01-01T00:00:00.000000Z\"}";
    }

    @Test
    void aGatewayThatAnswersIsWaitedForHoweverOftenTheStreamEnds() {
        assertThat(watch.follow().state()).isEqualTo(JobState.COMPLETED);
    }

    @Test
    void oneThatIsGoneIsNotWaitedForForEver() {
        server.removeContext("/");
        server.createContext("/", exchange -> {
            boolean begun = streams.incrementAndGet() == 1;
            byte[] bytes = job("Running").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(begun ? 200 : 503, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        assertThatThrownBy(watch::follow).isInstanceOf(MagicException.class).hasMessageContaining("has not come back");
    }

    /** Its output is asked for once it can have some. */
    @Test
    void whatWaitsIsLookedAtUntilItRuns() {
        AtomicInteger looks = new AtomicInteger();
        server.removeContext("/");
        server.createContext("/", exchange -> {
            boolean log = exchange.getRequestURI().getPath().endsWith("/logs");
            String state = looks.incrementAndGet() < 5 ? "Queued" : "Completed";
            assertThat(log && state.equals("Queued")).isFalse();
            byte[] bytes = (log ? "a line\n" : job(state)).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        assertThat(watch.follow().state()).isEqualTo(JobState.COMPLETED);
        assertThat(looks.get()).isGreaterThan(5);
    }
}
