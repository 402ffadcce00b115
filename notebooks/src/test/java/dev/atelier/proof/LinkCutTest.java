package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.atelier.api.Instance;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.InstanceState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/** Nothing passes between gateway and instance for a while: packets are dropped, as when somebody pulls the cable. */
@Tag("docker")
@Tag("root")
@Execution(CONCURRENT)
class LinkCutTest {
    /** Long enough for the gateway to notice. */
    private static final int SECONDS = Integer.getInteger("atelier.link-cut.seconds", 20);

    private static final Duration PATIENCE = Duration.ofSeconds(60 + SECONDS);

    @Test
    void outputsArriveCompleteAndInOrderWhenTheLinkIsBack() throws InterruptedException {
        try (Atelier atelier = Atelier.up()) {
            atelier.client().create("gpu1", InstanceSpec.defaults().withProvider(Optional.of("docker")));
            awaitState(atelier, InstanceState.RUNNING);
            int lines = 10 * (SECONDS + 3);
            try (Kernel kernel = Kernel.open(atelier, "gpu1.python3", "cut.ipynb")) {
                String running = kernel.send("import time\nfor i in range(" + lines
                        + "):\n    print(i, flush=True); time.sleep(0.1)\nprint('end')");
                String before = kernel.awaitText(running);
                long started = System.nanoTime();
                wire(atelier, "-A");
                awaitUnknown(atelier);
                Thread.sleep(Duration.ofSeconds(SECONDS).minusNanos(System.nanoTime() - started));
                wire(atelier, "-D");
                long back = System.nanoTime();

                Kernel.Outcome outcome = kernel.await(running);
                System.out.println(
                        "complete " + (System.nanoTime() - back) / 1_000_000 + " ms after the link was back");
                assertThat((before + outcome.stdout()).lines())
                        .startsWith("0")
                        .endsWith("end")
                        .containsExactlyElementsOf(
                                Stream.concat(IntStream.range(0, lines).mapToObj(String::valueOf), Stream.of("end"))
                                        .toList());
                awaitState(atelier, InstanceState.RUNNING);
                assertThat(kernel.run("print(i)").stdout()).isEqualTo((lines - 1) + "\n");
            }
            assertThat(atelier.events().stream()
                            .filter(e -> e.subject().equals("gpu1"))
                            .map(e -> e.state()))
                    .as("it never seemed stopped, failed or new")
                    .containsSubsequence("Running", "Unknown", "Running")
                    .doesNotContain("Unusable", "Stopped", "Stopping");
            assertThat(atelier.run("compute", "delete", "gpu1", "--yes").exitCode())
                    .isZero();
        }
    }

    private static void awaitUnknown(Atelier atelier) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(atelier.client().instance("gpu1"))
                        .returns(InstanceState.UNKNOWN, Instance::state)
                        .returns(Optional.of("Its agent does not answer; asking again."), Instance::reason));
    }

    private static void awaitState(Atelier atelier, InstanceState state) {
        await().atMost(PATIENCE).until(() -> atelier.client().instance("gpu1").state() == state);
    }

    /** @param how {@code -A} to cut it, {@code -D} to mend it */
    private static void wire(Atelier atelier, String how) {
        String process = Docker.run("inspect", "--format", "{{.State.Pid}}", atelier.container("gpu1"));
        for (List<String> way : List.of(List.of("INPUT", "-i", "eth0"), List.of("OUTPUT", "-o", "eth0"))) {
            List<String> command = new ArrayList<>(List.of("nsenter", "-t", process, "-n", "iptables", how));
            command.addAll(way);
            command.addAll(List.of("-j", "DROP"));
            Atelier.Result result = Atelier.execute(command, Map.of(), atelier.share());
            assertThat(result.exitCode()).as(result.output()).isZero();
        }
    }
}
