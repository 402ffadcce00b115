package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.InstanceState;
import dev.atelier.api.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/** The link between gateway and instance breaks every two seconds, and takes with it what is under way. */
@Execution(CONCURRENT)
class LinkCutOftenTest {
    private static final int LAST = 100_000;

    @Test
    void eachNumberArrivesOnceAndInOrder() throws Exception {
        try (Atelier atelier = Atelier.up()) {
            awaitLocal(atelier);
            atelier.kill();
            Path file = agentFile(atelier);
            ObjectNode agent = Json.read(Files.readString(file), ObjectNode.class);
            try (Cutter cutter = new Cutter(agent.path("port").asInt())) {
                Files.writeString(file, Json.write(agent.put("port", cutter.port())));
                atelier.start();
                awaitLocal(atelier);
                try (Kernel kernel = Kernel.open(atelier, "python3", "cut.ipynb")) {
                    kernel.comeBack();
                    String running = kernel.send("import time\nfor i in range(1, " + (LAST + 1)
                            + "):\n    print(i)\n    if i % 5000 == 0: time.sleep(1)");
                    AtomicInteger cuts = new AtomicInteger();
                    Thread cutting = Thread.ofVirtual().start(() -> cutUntilInterrupted(cutter, cuts));
                    Kernel.Outcome outcome = kernel.await(running);
                    cutting.interrupt();
                    List<String> lines = outcome.stdout().lines().toList();
                    assertThat(lines)
                            .isEqualTo(IntStream.rangeClosed(1, LAST)
                                    .mapToObj(String::valueOf)
                                    .toList());
                    assertThat(outcome.failed()).isFalse();
                    assertThat(cuts.get()).isGreaterThan(5);
                }
            }
        }
    }

    private static void cutUntilInterrupted(Cutter cutter, AtomicInteger cuts) {
        try {
            while (true) {
                TimeUnit.SECONDS.sleep(2);
                cuts.set(cutter.cut());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitLocal(Atelier atelier) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> atelier.client().instance("local").state() == InstanceState.RUNNING);
    }

    private static Path agentFile(Atelier atelier) throws IOException {
        try (Stream<Path> files = Files.walk(atelier.home(), 5)) {
            return files.filter(file -> file.endsWith("agent.json")).findFirst().orElseThrow();
        }
    }
}
