package dev.atelier.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.gateway.link.AgentAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AgentsTest {

    /** Twenty agents that accept and say nothing: asked one after another, each with the usual patience, that is minutes. */
    @Test
    void agentsThatHangDoNotHoldUpAList() throws IOException, InterruptedException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                HttpClient http = HttpClient.newHttpClient()) {
            Agents agents = new Agents(http);
            List<String> names = IntStream.range(0, 20).mapToObj(i -> "box" + i).toList();
            URI address = URI.create("http://127.0.0.1:" + silent.getLocalPort());
            names.forEach(name -> agents.arrived(name, new AgentAddress(address, "secret")));
            Instant begin = Instant.now();
            assertThat(agents.ask(names, "/api/kernels", JsonNode.class)).isEqualTo(Map.of());
            assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(30));
            http.shutdownNow();
        }
    }
}
