package dev.atelier.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Json;
import dev.atelier.gateway.identity.Role;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Quotas of the operator's file at the real gateway, with instances on this computer and their real agents. */
class QuotaAtGatewayTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String COMPUTES = "/atelier/v1/computes/";

    @TempDir
    private Path folder;

    private RealGateway gateway;

    private void file(String text) throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("home")).resolve("atelier.yml"), text);
    }

    private JsonNode quota() throws Exception {
        return Json.read(gateway.owner("GET", "/atelier/v1/quota", "").body(), JsonNode.class);
    }

    private void awaitState(String name, String state) {
        await().atMost(LONG)
                .until(() -> Json.read(gateway.owner("GET", COMPUTES + name, "").body(), JsonNode.class)
                        .path("state")
                        .asText()
                        .equals(state));
    }

    private void awaitLimit(int instances) {
        await().atMost(LONG).until(() -> quota().at("/quotas/0/instances/limit").asInt(-1) == instances);
    }

    @Test
    void fiftyCreatesMakeOneAndTheFileIsTakenWhileTheyRun() throws Exception {
        file("quotas: {person: {instances: 1}}\nidle_shutdown: {default: 2h}\n");
        gateway = RealGateway.start(folder, RealGateway::unlimited, "--default-provider=local");
        try {
            gateway.awaitLocal();
            String one = madeOfFifty();
            awaitState(one, "Running");
            assertThat(quota().at("/quotas/0/held_by").toString()).isEqualTo("[\"" + one + "\"]");
            assertThat(gateway.owner("GET", COMPUTES + one, "").body())
                    .contains("\"idle_time_before_shutdown_minutes\":120");

            file("quotas: {person: {instances: 2}}\n");
            awaitLimit(2);
            assertThat(gateway.owner("PUT", COMPUTES + "another", "{}").statusCode())
                    .isEqualTo(202);
            awaitState("another", "Running");

            file("quotas: {person: {instances: none}}\n");
            Thread.sleep(3_000); // as long as it takes to look at it twice
            assertThat(quota().at("/quotas/0/instances/limit").asInt()).isEqualTo(2);

            file("quotas: {total: {families: {shared: {instances: 1}}}}\n");
            await().atMost(LONG).until(() -> quota().toString().contains("\"limit\":1"));
            assertThat(gateway.owner("PUT", COMPUTES + "third", "{}").body())
                    .contains("quota-exceeded", "The quota of this gateway for the family shared is 1 instance");
            gateway.admit("ben", Role.CONTRIBUTOR, "token-of-ben", Optional.empty());
            assertThat(gateway.send("PUT", COMPUTES + "third", "{}", "Authorization", "token token-of-ben")
                            .body())
                    .contains("Ask those who have them");
            awaitState("another", "Running");
            awaitState(one, "Running");

            gateway.owner("DELETE", COMPUTES + one, "");
            gateway.owner("DELETE", COMPUTES + "another", "");
            await().atMost(LONG)
                    .until(() -> quota().at("/quotas/0/instances/used").asInt(-1) == 0);
            assertThat(gateway.owner("PUT", COMPUTES + "third", "{}").statusCode())
                    .isEqualTo(202);
        } finally {
            gateway.close();
        }
    }

    private String madeOfFifty() throws Exception {
        List<Callable<HttpResponse<String>>> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String path = COMPUTES + "box" + i;
            calls.add(() -> gateway.owner("PUT", path, "{}"));
        }
        List<HttpResponse<String>> made = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<HttpResponse<String>> answer : threads.invokeAll(calls)) {
                if (answer.get().statusCode() == 202) {
                    made.add(answer.get());
                } else {
                    assertThat(answer.get().statusCode())
                            .as(answer.get().body())
                            .isEqualTo(409);
                }
            }
        }
        assertThat(made).hasSize(1);
        return Json.read(made.getFirst().body(), JsonNode.class).path("name").asText();
    }
}
