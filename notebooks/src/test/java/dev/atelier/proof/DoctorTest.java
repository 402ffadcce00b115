package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Diagnosis;
import dev.atelier.api.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an instance lacks, as a person asks for it. */
class DoctorTest {
    private static Atelier atelier;

    @BeforeAll
    static void start() {
        atelier = Atelier.up();
        assertThat(atelier.run("compute", "create", "box1").output()).contains("Running");
    }

    @AfterAll
    static void stop() {
        atelier.close();
    }

    @Test
    void allIsWell() throws IOException {
        Atelier.Result result = atelier.run("compute", "doctor", "box1");

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output())
                .contains("agent", "share", "kernels", "clock", "front door")
                .contains("Each sees what the other writes")
                .contains("A kernel answers through a WebSocket at " + atelier.url())
                .doesNotContain("failed");
        try (Stream<Path> left = Files.list(atelier.share())) {
            assertThat(left.map(file -> file.getFileName().toString())).noneMatch(name -> name.contains("doctor"));
        }
        assertThat(Kernel.request(atelier, "GET", "/api/kernels", "", 200)).isEmpty();
    }

    @Test
    void inANotebookItIsATableAndAValue() {
        try (Kernel kernel = Kernel.open(atelier, "java", "doctor.ipynb")) {
            Kernel.Outcome outcome = kernel.run("%compute doctor box1");
            assertThat(outcome.failed()).as(outcome.error()).isFalse();
            assertThat(outcome.outputs().toString())
                    .contains("Each sees what the other writes")
                    .doesNotContain("front door"); // a kernel has no address of the gateway's
        }
    }

    @Test
    @Tag("docker")
    void anImageThatWasRemovedIsNamed() {
        String image = "atelier-doctor-proof:gone";
        Docker.run("tag", "atelier/notebook", image);
        try (Atelier own = Atelier.up("--default-provider", "docker")) {
            assertThat(own.run("compute", "create", "box3", "--image", image).output())
                    .contains("Running");
            Docker.run("rmi", image);
            Atelier.Result result = own.run("compute", "doctor", "box3");
            assertThat(result.exitCode()).as(result.output()).isEqualTo(1);
            assertThat(result.output())
                    .contains(image + " is not on this engine any more")
                    .contains("checks of box3 failed: image.");
            own.run("compute", "delete", "box3", "--yes");
        }
    }

    @Test
    void anAgentThatHangsIsNamedInBoundedTime() throws Exception {
        assertThat(atelier.run("compute", "create", "box2").output()).contains("Running");
        long pid = agentOf("box2");
        signal(pid, "STOP");
        try {
            long began = System.nanoTime();
            Atelier.Result result = atelier.run("compute", "doctor", "box2");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMinutes(3));
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.output())
                    .containsPattern("agent +\\S*failed")
                    .contains("compute restart box2")
                    .contains("checks of box2 failed: agent");
        } finally {
            signal(pid, "CONT");
        }
        Diagnosis well = atelier.client().doctor("box2");
        assertThat(well.failed()).isEmpty();
    }

    private static long agentOf(String instance) throws IOException {
        return Json.read(
                        Files.readString(atelier.home().resolve("instances/" + instance + "/agent/agent.json")),
                        JsonNode.class)
                .path("pid")
                .asLong();
    }

    private static void signal(long pid, String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(pid))
                        .start()
                        .waitFor())
                .isZero();
    }
}
