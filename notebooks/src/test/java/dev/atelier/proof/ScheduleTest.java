package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.atelier.api.InstanceState;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/** Instances that stop by schedule, through the front door, while the gateway is killed over the time. */
@Execution(CONCURRENT)
class ScheduleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void theQuietOneStopsLateAndTheBusyOneWhenItIsDone() throws Exception {
        try (Atelier atelier = Atelier.up()) {
            for (String name : new String[] {"quiet", "busy"}) {
                assertThat(atelier.run("compute", "create", name).output()).contains("Running");
            }
            Kernel kernel = Kernel.open(atelier, "busy.python3", "train.ipynb");
            String running = kernel.send("import time\nprint('begun', flush=True)\nwhile True: time.sleep(0.1)");
            kernel.awaitText(running);

            Instant due = Instant.now()
                    .plusSeconds(15)
                    .truncatedTo(ChronoUnit.MINUTES)
                    .plus(1, ChronoUnit.MINUTES);
            ZonedDateTime wall = due.atZone(ZoneOffset.UTC);
            String times = wall.getMinute() + " " + wall.getHour() + " * * *";
            for (String name : new String[] {"quiet", "busy"}) {
                Atelier.Result added = atelier.run(
                        "compute", "schedule", "add", name, "--stop", times, "--name", "night", "--time-zone", "UTC");
                assertThat(added.output()).contains(name + ", schedule night: stops at ");
            }
            assertThat(atelier.run("compute", "show", "quiet").output()).contains("schedule night", "stops at ");
            assertThat(atelier.run("compute", "list").output()).contains("NEXT", "stops ");
            assertThat(atelier.run("compute", "schedule", "add", "quiet", "--start", "0 9 * *")
                            .output())
                    .contains("is no cron expression");

            atelier.kill();
            Thread.sleep(Duration.between(Instant.now(), due.plusSeconds(1)).toMillis());
            atelier.start();

            awaitState(atelier, "quiet", InstanceState.STOPPED);
            assertThat(atelier.client().instance("quiet").reason()).hasValue("Stopped by schedule “night”.");
            await().atMost(PATIENCE)
                    .until(() -> atelier.run("compute", "show", "busy").output().contains("waits until"));
            assertThat(atelier.run("compute", "show", "busy").output())
                    .contains("stops since ", "kernel train.ipynb is busy: waits until");
            assertThat(atelier.client().instance("busy").state()).isEqualTo(InstanceState.RUNNING);
            kernel.connect();
            Kernel.request(atelier, "POST", "/api/kernels/" + kernel.id() + "/interrupt", "", 204);
            assertThat(kernel.await(running).failed()).isTrue();
            kernel.close();
            await().atMost(PATIENCE.multipliedBy(2))
                    .until(() -> atelier.client().instance("busy").state() == InstanceState.STOPPED);
            assertThat(atelier.client().instance("busy").reason()).hasValue("Stopped by schedule “night”.");
        }
    }

    private static void awaitState(Atelier atelier, String instance, InstanceState state) {
        await().atMost(PATIENCE).until(() -> atelier.client().instance(instance).state() == state);
    }
}
