package dev.atelier.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.agent.support.AgentProcess;
import dev.atelier.agent.support.KernelSocket;
import dev.atelier.agent.support.TestFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which cells are under way, and what they have put out, with a real ipykernel behind a real agent. */
class ExecutionsTest {
    private AgentProcess agent;
    private String kernel;

    @BeforeEach
    void start(@TempDir Path root) throws Exception {
        agent = new AgentProcess(new TestFolder(root));
        kernel = agent.client().startKernel("python3");
    }

    @AfterEach
    void end() throws Exception {
        agent.close();
    }

    private JsonNode executions() throws Exception {
        return agent.client().get("/api/kernels/" + kernel + "/executions").json();
    }

    private JsonNode awaitExecutions(Predicate<JsonNode> fits) {
        return await().atMost(Duration.ofSeconds(30)).until(this::executions, fits);
    }

    private static boolean printed(JsonNode all, String text) {
        return all.at("/0/outputs").toString().contains(text);
    }

    @Test
    void theRunningOneWithItsOutputsThenTheQueuedOnes() throws Exception {
        try (KernelSocket socket = agent.client().channels(kernel, "tab")) {
            String running = socket.execute("""
                    import sys, time
                    from IPython.display import display, update_display, clear_output
                    print("gone"); clear_output()
                    print("a", flush=True); print("b", flush=True)
                    h = display({"text/plain": "0 %"}, raw=True, display_id="bar")
                    update_display({"text/plain": "50 %"}, raw=True, display_id="bar")
                    print("oops", file=sys.stderr, flush=True)
                    while True: time.sleep(0.05)
                    """, "cell-1");
            String queued = socket.execute("1 + 1", "cell-2");
            JsonNode all = awaitExecutions(e -> e.size() == 2 && printed(e, "oops"));
            JsonNode first = all.get(0);
            assertThat(first.path("msg_id").asText()).isEqualTo(running);
            assertThat(first.path("session").asText()).isEqualTo("tab");
            assertThat(first.path("cell_id").asText()).isEqualTo("cell-1");
            assertThat(first.path("state").asText()).isEqualTo("running");
            assertThat(first.path("execution_count").asInt()).isEqualTo(1);
            assertThat(first.path("started").asText()).endsWith("Z");
            assertThat(first.path("last_msg_id").asText()).isNotEmpty();
            assertThat(first.path("outputs")).hasSize(3);
            assertThat(first.at("/outputs/0/text").asText()).isEqualTo("a\nb\n");
            assertThat(first.at("/outputs/1/data/text~1plain").asText()).isEqualTo("50 %");
            assertThat(first.at("/outputs/2/name").asText()).isEqualTo("stderr");
            JsonNode second = all.get(1);
            assertThat(second.path("msg_id").asText()).isEqualTo(queued);
            assertThat(second.path("cell_id").asText()).isEqualTo("cell-2");
            assertThat(second.path("state").asText()).isEqualTo("queued");
            assertThat(second.path("outputs")).isEmpty();

            agent.client().post("/api/kernels/" + kernel + "/interrupt", Map.of());
            awaitExecutions(JsonNode::isEmpty); // the queued one is refused
        }
    }

    @Test
    void theNextAgentKnowsThemFromTheJournal() throws Exception {
        try (KernelSocket socket = agent.client().channels(kernel, "tab")) {
            socket.output("'done'");
            socket.execute("""
                    import time
                    print("before", flush=True)
                    while True: time.sleep(0.05)
                    """, "cell-1");
            awaitExecutions(e -> printed(e, "before"));
        }
        agent.kill();
        agent.start();
        JsonNode all = executions();
        assertThat(all).hasSize(1);
        assertThat(all.at("/0/cell_id").asText()).isEqualTo("cell-1");
        assertThat(all.at("/0/session").asText()).isEqualTo("tab");
        assertThat(all.at("/0/execution_count").asInt()).isEqualTo(2);
        assertThat(all.at("/0/state").asText()).isEqualTo("running");
        assertThat(all.at("/0/outputs/0/text").asText()).isEqualTo("before\n");
        agent.client().post("/api/kernels/" + kernel + "/interrupt", Map.of());
        awaitExecutions(JsonNode::isEmpty);
    }

    @Test
    void aRestartEndsThem() throws Exception {
        try (KernelSocket socket = agent.client().channels(kernel, "tab")) {
            socket.execute("print('on', flush=True)\nimport time\ntime.sleep(600)", "cell-1");
            socket.execute("1", "cell-2");
            awaitExecutions(e -> e.size() == 2 && printed(e, "on"));
            agent.client().post("/api/kernels/" + kernel + "/restart", Map.of());
            assertThat(executions()).isEmpty();
        }
    }

    @Test
    void anUnknownKernelHasNone() throws Exception {
        assertThat(agent.client().get("/api/kernels/none/executions").status()).isEqualTo(404);
    }
}
