package dev.atelier.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What an agent says of itself is a stranger's word. */
class UsageTest {

    @Test
    void whatIsLeftOutIsNothing() {
        Usage usage = Json.read("{}", Usage.class);
        assertThat(usage.gpus()).isEmpty();
        assertThat(usage.cpu()).isEmpty();
        assertThat(usage.measured()).isEmpty();
        assertThat(Json.read("{\"gpus\":null}", Usage.class).gpus()).isEmpty();
    }

    @Test
    void isBounded() {
        String gpu = "{\"index\":0,\"name\":\"" + "x".repeat(5_000) + "\"}";
        Usage usage = Json.read("{\"gpus\":[null" + ("," + gpu).repeat(1_000) + "]}", Usage.class);
        assertThat(usage.gpus()).hasSize(64);
        assertThat(usage.gpus().getFirst().name()).hasSize(200);
        assertThat(usage.gpus().getFirst().uuid()).isEmpty();
    }
}
