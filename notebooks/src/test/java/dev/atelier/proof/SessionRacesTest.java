package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tabs and people that open and end one notebook's session at once: no kernel is left that belongs to nobody. */
class SessionRacesTest {
    private static final String WISH =
            "{\"path\":\"a.ipynb\",\"type\":\"notebook\",\"name\":\"a\",\"kernel\":{\"name\":\"python3\"}}";

    private static Atelier atelier;

    @BeforeAll
    static void start() {
        atelier = Atelier.up();
        Kernel.open(atelier, "python3", "first.ipynb").close(); // once the instance is there, starts are quick
        assertThat(kernels()).isEmpty();
    }

    @AfterAll
    static void stop() {
        atelier.close();
    }

    private static JsonNode kernels() {
        return Kernel.request(atelier, "GET", "/api/kernels", "", 200);
    }

    private static JsonNode sessions() {
        return Kernel.request(atelier, "GET", "/api/sessions", "", 200);
    }

    private static String open() {
        return Kernel.request(atelier, "POST", "/api/sessions", WISH, 201)
                .path("id")
                .asText();
    }

    private static Kernel.Answer ask(String method, String path, String body) {
        return Kernel.ask(atelier, method, path, body);
    }

    private static List<Kernel.Answer> atOnce(Stream<Callable<Kernel.Answer>> calls) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(calls.toList()).stream()
                    .map(Future::resultNow)
                    .toList();
        }
    }

    @Test
    void oneOfManyEndsASession() throws Exception {
        for (int round = 0; round < 5; round++) {
            String id = open();
            List<Kernel.Answer> answers =
                    atOnce(IntStream.range(0, 8).mapToObj(i -> () -> ask("DELETE", "/api/sessions/" + id, "")));
            assertThat(answers)
                    .extracting(Kernel.Answer::status)
                    .containsOnlyOnce(204)
                    .containsOnly(204, 404);
            assertThat(kernels()).isEmpty();
            assertThat(sessions()).isEmpty();
        }
    }

    @Test
    void whoOpensWhileAnotherEndsHasAKernelThatLives() throws Exception {
        for (int round = 0; round < 5; round++) {
            String id = open();
            List<Kernel.Answer> answers = atOnce(IntStream.range(0, 4)
                    .mapToObj(i -> () ->
                            i == 0 ? ask("DELETE", "/api/sessions/" + id, "") : ask("POST", "/api/sessions", WISH)));
            assertThat(answers).extracting(Kernel.Answer::status).containsOnly(204, 201);
            JsonNode left = sessions();
            assertThat(left.size()).isLessThanOrEqualTo(1);
            assertThat(kernels().size()).isEqualTo(left.size());
            for (JsonNode session : left) {
                assertThat(session.path("kernel").path("id"))
                        .isEqualTo(kernels().path(0).path("id"));
                Kernel.request(
                        atelier, "DELETE", "/api/sessions/" + session.path("id").asText(), "", 204);
            }
            assertThat(kernels()).isEmpty();
        }
    }

    @Test
    void whoeverChangesTheKernelLeavesOne() throws Exception {
        String id = open();
        List<Kernel.Answer> answers = atOnce(IntStream.range(0, 4)
                .mapToObj(i -> () -> ask("PATCH", "/api/sessions/" + id, "{\"kernel\":{\"name\":\"python3\"}}")));
        assertThat(answers).extracting(Kernel.Answer::status).containsOnly(200);
        assertThat(kernels()).hasSize(1);
        Kernel.request(atelier, "DELETE", "/api/sessions/" + id, "", 204);
        assertThat(kernels()).isEmpty();
    }
}
