package dev.atelier.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys at the real gateway: what they make one is a real terminal, a real job, a real token. */
class OnceAtGatewayTest {
    private static final String API = "/atelier/v1/";

    @TempDir
    private Path folder;

    private RealGateway gateway;

    private HttpResponse<String> post(String path, String key, String body) throws IOException, InterruptedException {
        return gateway.send("POST", path, body, "Authorization", "token " + gateway.token(), "Idempotency-Key", key);
    }

    private JsonNode list(String path) throws IOException, InterruptedException {
        return Json.read(gateway.owner("GET", path, "").body(), JsonNode.class);
    }

    @Test
    void theSameKeyIsTheSameThingAlsoAfterARestart() throws Exception {
        String job = "{\"compute\":\"local\",\"language\":\"bash\",\"code\":\"echo once\"}";
        gateway = RealGateway.start(folder, RealGateway::unlimited);
        String firstJob;
        try {
            gateway.awaitLocal();
            String terminals = API + "computes/local/terminals";
            assertThat(fifty(terminals)).hasSize(1);
            assertThat(list("/api/terminals")).hasSize(1);
            assertThat(fifty("/api/terminals")).hasSize(1);
            assertThat(list("/api/terminals")).hasSize(2);

            firstJob = post(API + "jobs", "j", job).body();
            HttpResponse<String> token = post(API + "tokens", "t", "{\"name\":\"spare\"}");
            assertThat(token.statusCode()).isEqualTo(201);
            String secret =
                    Json.read(token.body(), JsonNode.class).path("token").asText();
            assertThat(secret).hasSizeGreaterThan(20);
            HttpResponse<String> again = post(API + "tokens", "t", "{\"name\":\"spare\"}");
            assertThat(again.statusCode()).isEqualTo(409);
            assertThat(again.body()).contains("answer-not-kept").doesNotContain(secret);
            assertThat(isAnywhereIn(folder.resolve("home"), secret)).isFalse();
        } finally {
            gateway.close();
        }
        gateway = RealGateway.start(folder, RealGateway::unlimited);
        try {
            gateway.awaitLocal(); // one that is being started would outlive the test
            HttpResponse<String> again = post(API + "jobs", "j", job);
            assertThat(again.body()).isEqualTo(firstJob);
            assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");
            assertThat(post(API + "jobs", "j", job.replace("once", "twice")).statusCode())
                    .isEqualTo(422);
            assertThat(post(API + "tokens", "t", "{\"name\":\"spare\"}").body()).contains("answer-not-kept");
            assertThat(list(API + "jobs")).hasSize(1);
        } finally {
            gateway.close();
        }
    }

    private Set<String> fifty(String path) throws Exception {
        Set<String> answers = new HashSet<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<HttpResponse<String>> call = () -> post(path, "one-key", "{}");
            List<Future<HttpResponse<String>>> sent =
                    Stream.generate(() -> clients.submit(call)).limit(50).toList();
            for (Future<HttpResponse<String>> each : sent) {
                assertThat(each.get().statusCode()).as(each.get().body()).isEqualTo(200);
                answers.add(each.get().body());
            }
        }
        return answers;
    }

    private static boolean isAnywhereIn(Path home, String secret) throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(secret)) {
                    return true;
                }
            }
        }
        return false;
    }
}
