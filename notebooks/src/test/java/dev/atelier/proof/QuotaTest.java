package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.api.InstanceSpec;
import dev.atelier.api.InstanceState;
import dev.atelier.api.QuotaUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator allows in {@code atelier.yml}, as a person meets it in a terminal and in a notebook. */
class QuotaTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ME = System.getProperty("user.name");

    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("atelier.yml"), text);
    }

    private static QuotaUse.Amount instances(Atelier atelier) {
        return atelier.client().quota().uses().getFirst().instances();
    }

    private static void awaitLimit(Atelier atelier, long limit) {
        await().atMost(PATIENCE).until(() -> instances(atelier).limit().equals(Optional.of(limit)));
    }

    private static void awaitRunning(Atelier atelier, String name) {
        await().atMost(PATIENCE).until(() -> atelier.client().instance(name).state() == InstanceState.RUNNING);
    }

    @Test
    void theSecondInstanceIsRefusedUntilTheFirstIsDeleted() throws IOException {
        Path file = file("quotas: {person: {instances: 1}}\nidle_shutdown: {default: 30m, maximum: 4h}\n");
        try (Atelier atelier = Atelier.up("--config", file.toString())) {
            assertThat(atelier.run("compute", "sizes").output()).containsPattern("shared +local +shared .* 1 more ");
            assertThat(atelier.run("compute", "create", "box1").output()).contains("✔ box1  Running");
            String full = "The quota of " + ME + " is 1 instance, held by box1; there is no room for “box2”.";
            Atelier.Result refused = atelier.run("compute", "create", "box2");
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.output())
                    .contains(full)
                    .contains("Make room with ./atelier compute delete box1, or ask the operator");
            assertThat(atelier.run("compute", "list").output()).doesNotContain("box2");
            assertThat(atelier.run("compute", "quota").output())
                    .containsPattern(ME + " +all +1 of 1 .* box1")
                    .contains("A stopped instance holds its quota until it is deleted.")
                    .contains("stopped after 30 min without activity, unless --idle says another time")
                    .contains("The longest time for --idle is 4 h.");
            assertThat(atelier.run("compute", "quota", "--all").output()).containsPattern("everybody +shared +1 ");
            assertThat(atelier.run("compute", "sizes").output()).containsPattern("shared +local +shared .* none ");
            assertThat(atelier.run("compute", "show", "box1").output()).contains("idle");
            assertThat(atelier.run("compute", "update", "box1", "--idle", "8h").output())
                    .contains("stopped after 4 h without activity at the latest, not after 8 h.");

            try (Kernel kernel = Kernel.open(atelier, "box1.java", "quota.ipynb")) {
                assertThat(kernel.run("%compute create box2").error())
                        .contains(full)
                        .contains("Make room with %compute delete box1");
                assertThat(kernel.run("%compute quota").outputs().toString()).contains("1 of 1", "<table>");
                assertThat(kernel.run("Quota mine = %compute quota\nmine.uses().getFirst().heldBy()")
                                .outputs()
                                .toString())
                        .contains("[box1]");
                assertThat(kernel.run("mine").outputs().toString())
                        .as("a value looks as the verb shows it")
                        .contains("1 of 1", "<table>");
            }
            assertThat(atelier.run("compute", "stop", "box1").exitCode()).isZero();
            assertThat(atelier.run("compute", "create", "box2").output()).contains(full);

            assertThat(atelier.run("compute", "delete", "box1", "--yes").exitCode())
                    .isZero();
            assertThat(atelier.run("compute", "quota").output()).contains("0 of 1");
            assertThat(atelier.run("compute", "create", "box2").output()).contains("✔ box2  Running");
        }
    }

    @Test
    void whatAKilledGatewayHadBegunCountsAndALoweredQuotaStopsNothing() throws IOException {
        Path file = file("quotas: {person: {instances: 1}}\n");
        try (Atelier atelier = Atelier.up("--config", file.toString())) {
            atelier.client().create("box1", InstanceSpec.defaults());
            atelier.kill();
            atelier.start();
            assertThat(atelier.run("compute", "create", "box2").output()).contains("held by box1");
            awaitRunning(atelier, "box1");
            assertThat(instances(atelier)).isEqualTo(new QuotaUse.Amount(1, Optional.of(1L)));

            file("quotas: {person: {instances: 2}, stopped_instances_hold_quota: false}\n");
            awaitLimit(atelier, 2);
            assertThat(atelier.run("compute", "create", "box2").output()).contains("✔ box2  Running");
            file("quotas: {person: {instances: 1}, stopped_instances_hold_quota: false}\n");
            awaitLimit(atelier, 1);
            assertThat(atelier.run("compute", "create", "box3").output()).contains("held by box1, box2");
            assertThat(atelier.client().instance("box1").state()).isEqualTo(InstanceState.RUNNING);
            assertThat(atelier.client().instance("box2").state()).isEqualTo(InstanceState.RUNNING);

            assertThat(atelier.run("compute", "stop", "box1").exitCode()).isZero();
            assertThat(atelier.run("compute", "start", "box1").output())
                    .contains("held by box2; there is no room for “box1”. Make room with ./atelier compute stop box2");
            assertThat(atelier.run("compute", "stop", "box2").exitCode()).isZero();
            assertThat(atelier.run("compute", "start", "box1").output()).contains("✔ box1  Running");
            assertThat(atelier.run("compute", "quota").output())
                    .contains("A stopped instance gives its quota back, and needs room to start again.");
        }
    }
}
