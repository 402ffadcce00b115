package dev.atelier.gateway.compute;

import static dev.atelier.gateway.compute.World.ADA;
import static dev.atelier.gateway.compute.World.BEN;
import static dev.atelier.gateway.compute.World.CLEO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.api.IdleSpec;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.ScheduleAction;
import dev.atelier.api.ScheduleSpec;
import dev.atelier.api.SchedulesSpec;
import dev.atelier.api.ScriptSpec;
import dev.atelier.api.SetupScripts;
import dev.atelier.api.SshHost;
import dev.atelier.api.Trigger;
import dev.atelier.gateway.limit.Bounds;
import dev.atelier.gateway.limit.IdleTerms;
import dev.atelier.gateway.limit.Quotas;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an instance could be created from again. */
class SpecsTest {
    private static final ScheduleSpec NIGHT =
            ScheduleSpec.of(ScheduleAction.STOP, new Trigger.Cron("0 18 * * *", "Europe/Berlin", Optional.empty()));

    @TempDir
    private Path folder;

    private World world;
    private Specs specs;

    @BeforeEach
    void begin() {
        world = new World(folder);
        specs = new Specs(world.instances, world.computes, world.quotas);
    }

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void anotherMadeFromItIsTheSame() {
        InstanceSpec asked = InstanceSpec.defaults()
                .withIdleMinutes(Optional.of(30))
                .withSchedules(new SchedulesSpec(List.of(NIGHT, NIGHT.forced())))
                .withSetupScripts(
                        Optional.of(new SetupScripts(Optional.empty(), Optional.of(ScriptSpec.of("echo secret")))));
        world.computes.create(BEN, "box", asked);
        InstanceSpec spec = specs.of(BEN, "box");
        assertThat(spec.idleMinutes()).contains(30);
        assertThat(spec.schedules()).isEqualTo(asked.schedules());
        assertThat(spec.setupScripts()).isEqualTo(asked.setupScripts());
        world.computes.create(BEN, "other", spec);
        assertThat(specs.of(BEN, "other")).isEqualTo(spec);
        assertThat(world.computes.create(BEN, "box", spec).name())
                .as("it is the same instance still")
                .isEqualTo("box");
    }

    @Test
    void namesThatPeopleChoseAreKept() {
        SchedulesSpec plan = new SchedulesSpec(List.of(NIGHT.named("night"), NIGHT.named("stop")));
        world.computes.create(BEN, "box", InstanceSpec.defaults().withSchedules(plan));
        assertThat(specs.of(BEN, "box").schedules()).contains(plan);
    }

    @Test
    void neverIsSaidOnlyWhereNothingWouldMeanSomethingElse() {
        world.computes.create(BEN, "box", InstanceSpec.defaults());
        assertThat(specs.of(BEN, "box").idleMinutes()).isEmpty();
        world.bounds =
                new Bounds(Quotas.none(), new IdleTerms(Optional.of(30), Optional.empty(), Optional.empty(), Set.of()));
        assertThat(specs.of(BEN, "box").idleMinutes()).contains(IdleSpec.NEVER);
    }

    @Test
    void whoElseMayNotSeeTheScripts() {
        world.computes.create(BEN, "box", InstanceSpec.defaults());
        assertThat(specs.of(ADA, "box"))
                .as("who creates it from this again creates it for him")
                .isEqualTo(specs.of(BEN, "box").withCreateOnBehalfOf(Optional.of("ben")));
        assertThatThrownBy(() -> specs.of(CLEO, "box")).hasMessageContaining("belongs to ben");
    }

    @Test
    void anAttachedHostIsInNoFile() {
        world.instances.insert("host", "ben", "ssh", "host", InstanceSpec.of(SshHost.parse("ben@workstation")));
        assertThatThrownBy(() -> specs.of(BEN, "host"))
                .hasMessageContaining("is a host that was attached")
                .hasMessageContaining("compute attach host --ssh");
    }
}
