package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.api.ProblemException;
import dev.atelier.api.client.AtelierClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A gateway that halts at a point of what it does for a request, is started again, and is asked again. After each the census
 * of its world has to come out right.
 */
final class HaltingGateway implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KillPoints points;
    private final Atelier atelier;
    private final Census census;
    private int halts;

    /** @param folder the test's own */
    HaltingGateway(Path folder, Census census, String... options) throws IOException {
        this.points = new KillPoints(folder.toRealPath().resolve("points"));
        this.atelier = Atelier.upWith(Map.of("ATELIER_JAVA_OPTS", points.javaOptions()), options);
        this.census = census;
    }

    interface Action {
        void run() throws IOException, InterruptedException;
    }

    /** A request, and how to see that it is done. */
    record Request(String name, Action ask, BooleanSupplier done) {}

    /** Whether all that is told of the world and all that is there agree. */
    interface Census {
        /** @throws AssertionError that says so where they don't */
        void take(Atelier atelier, String when) throws IOException;
    }

    Atelier atelier() {
        return atelier;
    }

    AtelierClient client() {
        return atelier.client();
    }

    /** There and back again, each with a halt at every point, or every {@code stride}-th. */
    void everyPoint(int stride, Request there, Request back) throws IOException, InterruptedException {
        boolean more = true;
        for (int n = 1; more; n += stride) {
            more = halting(n, there);
            more |= halting(n, back);
        }
        requireHalts(stride);
    }

    /** Fewer would mean that the points are not where the work is. */
    void requireHalts(int stride) {
        assertThat(halts).isGreaterThan(10 / stride);
    }

    /**
     * Asks, with the gateway halting at the {@code n}-th point.
     *
     * @return whether there was an {@code n}-th point
     */
    boolean halting(int n, Request request) throws IOException, InterruptedException {
        points.arm(n);
        try {
            ask(request);
            await(request.name() + ", to be halted at its point " + n)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> !atelier.lives() || isDone(request));
            if (atelier.lives()) {
                Thread.sleep(200); // what it does after the state is told
            }
        } finally {
            points.disarm();
            Thread.sleep(100); // for one that it is about to reach
        }
        if (points.passed().size() >= n) {
            await().atMost(PATIENCE).until(() -> !atelier.lives());
        }
        if (atelier.lives()) {
            return false;
        }
        assertThat(points.passed())
                .as(() -> request.name() + ": it ended by itself: " + atelier.log())
                .hasSize(n);
        halts++;
        String where = request.name() + " halted at " + points.passed().getLast();
        atelier.start();
        census(where);
        ask(request);
        awaitDone(where, request);
        census(where + ", asked again");
        return true;
    }

    /** Without a halt. */
    void simply(Request request) throws IOException, InterruptedException {
        ask(request);
        awaitDone(request.name(), request);
    }

    void census(String when) {
        await(when)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> census.take(atelier, when));
    }

    private void awaitDone(String when, Request request) {
        await(when)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(
                        () -> assertThat(isDone(request)).as(this::everything).isTrue());
    }

    private String everything() {
        String log = atelier.log();
        try {
            return client().instances() + " " + client().mounts() + " " + log;
        } catch (ProblemException | IllegalStateException e) {
            return e.getMessage() + " lives " + atelier.lives() + " " + log;
        }
    }

    private static void ask(Request request) throws IOException, InterruptedException {
        try {
            request.ask().run();
        } catch (ProblemException e) {
            assertThat(e.problem().code()).as(e.getMessage()).isEqualTo("gateway-unreachable");
        }
    }

    private static boolean isDone(Request request) {
        try {
            return request.done().getAsBoolean();
        } catch (ProblemException | IllegalStateException e) {
            return false; // halted meanwhile
        }
    }

    @Override
    public void close() {
        atelier.close();
    }
}
