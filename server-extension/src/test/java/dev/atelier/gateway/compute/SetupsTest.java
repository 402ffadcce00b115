package dev.atelier.gateway.compute;

import static dev.atelier.gateway.compute.World.ADA;
import static dev.atelier.gateway.compute.World.BEN;
import static dev.atelier.gateway.compute.World.CLEO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.InstanceState;
import dev.atelier.api.ScriptKind;
import dev.atelier.api.ScriptSpec;
import dev.atelier.api.ScriptState;
import dev.atelier.api.SetupScripts;
import dev.atelier.api.Timestamps;
import dev.atelier.gateway.provider.FakeAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts that run for as long as the test wants, as the agent's jobs. */
class SetupsTest {
    private static final SetupScripts BOTH =
            new SetupScripts(Optional.of(ScriptSpec.of("pip install polars")), Optional.of(ScriptSpec.of("date")));
    private static final SetupScripts CREATION = new SetupScripts(BOTH.creation(), Optional.empty());
    private static final String FIRST = "setup-creation-1-1";

    @TempDir
    private Path folder;

    private World world;
    private Setups setups;

    @BeforeEach
    void begin() {
        world = new World(folder);
        setups = new Setups(world.instances, world.computes);
    }

    @AfterEach
    void end() {
        world.close();
    }

    private void create(SetupScripts scripts) {
        world.computes.create(BEN, "box", InstanceSpec.defaults().withSetupScripts(Optional.of(scripts)));
    }

    private FakeAgent agent() {
        return world.provider.agent("box");
    }

    private void awaitRun(String job) {
        await().until(() -> agent() != null && agent().runs(job));
    }

    private InstanceRecord record() {
        return world.instances.find("box").orElseThrow();
    }

    private ScriptState state(ScriptKind kind) {
        return setups.require("box", kind).state();
    }

    private long given(String job) {
        return agent().calls().stream()
                .filter(("PUT /agent/v1/jobs/" + job)::equals)
                .count();
    }

    /** A gateway that was killed: its reconciler ends where it is, and a new one begins. */
    private void killGateway() {
        world.restart();
        setups = new Setups(world.instances, world.computes);
    }

    @Test
    void bothRunBeforeTheInstanceDoesAndOneOfThemAtEachStart() {
        create(BOTH);
        awaitRun(FIRST);
        await().until(() -> record().reason().equals(Optional.of("its creation script runs, for 0 min (15 at most)")));
        assertThat(record().state()).isEqualTo(InstanceState.SETTING_UP);
        assertThat(world.agents.of("box")).isEmpty();
        JsonNode order = agent().order(FIRST);
        assertThat(order.path("command").get(0).asText()).isEqualTo("bash");
        assertThat(order.path("command").toString()).doesNotContain("polars");
        assertThat(order.at("/environment/ATELIER_SETUP_SCRIPT").asText()).isEqualTo("pip install polars");
        assertThat(order.at("/environment/CI_NAME").asText()).isEqualTo("box");
        assertThat(order.path("log").asText()).isEqualTo("Logs/box/creation_script.txt");
        agent().complete(FIRST);
        awaitRun("setup-startup-1-1");
        assertThat(state(ScriptKind.CREATION)).isEqualTo(ScriptState.COMPLETED);
        agent().complete("setup-startup-1-1");
        assertThat(world.awaitState("box", InstanceState.RUNNING).reason()).isEmpty();
        await().until(() -> agent().calls().contains("DELETE /agent/v1/jobs/" + FIRST)
                && agent().calls().contains("DELETE /agent/v1/jobs/setup-startup-1-1"));

        world.computes.stop(BEN, "box");
        world.awaitState("box", InstanceState.STOPPED);
        world.computes.start(BEN, "box");
        awaitRun("setup-startup-1-2");
        agent().complete("setup-startup-1-2");
        world.awaitState("box", InstanceState.RUNNING);
        assertThat(agent().calls()).noneMatch(call -> call.startsWith("PUT") && call.contains("creation"));
    }

    @Test
    void aScriptOfTheShareRunsInItsFolder() {
        create(new SetupScripts(
                Optional.of(new ScriptSpec(Optional.of("team/a b.sh"), Optional.empty(), Optional.of(30))),
                Optional.empty()));
        awaitRun(FIRST);
        JsonNode order = agent().order(FIRST);
        assertThat(order.path("command")).hasSize(2);
        assertThat(order.path("command").get(1).asText()).isEqualTo("/inside/team/a b.sh");
        assertThat(order.path("cwd").asText()).isEqualTo("team");
        await().until(() -> record().reason().orElse("").contains("(30 at most)"));
    }

    @Test
    void onlyAStartAfterACrashRunsWhatBelongsToEachStart() {
        create(BOTH);
        awaitRun(FIRST);
        agent().complete(FIRST);
        awaitRun("setup-startup-1-1");
        agent().complete("setup-startup-1-1");
        world.awaitState("box", InstanceState.RUNNING);
        killGateway(); // which finds it running
        await().until(() -> world.agents.of("box").isPresent());
        assertThat(given("setup-startup-1-2")).isZero();
        world.provider.crash("box");
        awaitRun("setup-startup-1-2");
        agent().complete("setup-startup-1-2");
        world.awaitState("box", InstanceState.RUNNING);
    }

    @Test
    void oneThatFailsSaysWhyAndIsChangedAndRunAgain() throws IOException {
        create(CREATION);
        awaitRun(FIRST);
        Path log = Files.createDirectories(folder.resolve("share/Logs/box")).resolve("creation_script.txt");
        Files.writeString(log, "begins\n\nno such package: \u001b[1mpolars\n");
        agent().failJob(FIRST, Optional.of(1));
        InstanceRecord failed = world.awaitState("box", InstanceState.SETUP_FAILED);
        assertThat(failed.reason())
                .hasValue("Its creation script ended with exit code 1, and said last: begins / no such package:"
                        + " �[1mpolars");
        assertThat(failed.desired()).isEqualTo(Desired.STOPPED);
        assertThat(world.provider.steps()).contains("stop box");
        assertThat(state(ScriptKind.CREATION)).isEqualTo(ScriptState.FAILED);

        setups.put(BEN, "box", new SetupScripts(Optional.of(ScriptSpec.of("true")), Optional.empty()));
        world.computes.restart(BEN, "box");
        awaitRun("setup-creation-1-2");
        assertThat(log).doesNotExist();
        assertThat(agent().order("setup-creation-1-2")
                        .at("/environment/ATELIER_SETUP_SCRIPT")
                        .asText())
                .isEqualTo("true");
        agent().complete("setup-creation-1-2");
        world.awaitState("box", InstanceState.RUNNING);
    }

    /** Each may take a day, and has a step of its own: what the first took is not taken from the next. */
    @Test
    void twoThatTakeLongBothComeToTheirEnd() {
        create(BOTH);
        awaitRun(FIRST);
        world.later = Duration.ofHours(24);
        world.reconciler.wake("box");
        agent().complete(FIRST);
        awaitRun("setup-startup-1-1");
        world.later = Duration.ofHours(49);
        world.reconciler.wake("box");
        agent().complete("setup-startup-1-1");
        world.awaitState("box", InstanceState.RUNNING);
        assertThat(world.events.after(0)).noneMatch(event -> event.state().equals("Unusable"));
    }

    /** An agent remembers how a run ended, also over a stop: so another run has another number. */
    @Test
    void oneThatTakesTheOthersPlaceIsNotTakenForItsRun() throws InterruptedException {
        create(new SetupScripts(Optional.empty(), BOTH.startup()));
        String first = "setup-startup-1-1";
        awaitRun(first);
        agent().failJob(first, Optional.of(1));
        world.awaitState("box", InstanceState.SETUP_FAILED);
        setups.remove(BEN, "box", "startup");
        assertThat(setups.of("box")).isEmpty();
        assertThatThrownBy(() -> setups.require("box", ScriptKind.STARTUP)).hasMessageContaining("no startup script");
        SetupScripts fixed = new SetupScripts(Optional.empty(), Optional.of(ScriptSpec.of("true")));
        setups.put(BEN, "box", fixed);
        assertThat(state(ScriptKind.STARTUP)).isEqualTo(ScriptState.WAITING);
        world.computes.start(BEN, "box");
        awaitRun("setup-startup-1-2");
        assertThat(agent().calls()).contains("DELETE /agent/v1/jobs/" + first);
        assertThat(given(first)).isZero();

        setups.remove(BEN, "box", "startup"); // under its run, whose outcome is none of the next one's
        setups.put(BEN, "box", fixed);
        world.database.write(h -> h.execute("UPDATE setup_script SET state = 'WAITING'"));
        agent().complete("setup-startup-1-2");
        awaitRun("setup-startup-1-3");
        agent().complete("setup-startup-1-3");
        world.awaitState("box", InstanceState.RUNNING);
    }

    @Test
    void aKilledGatewayLeavesTheScriptToItsAgent() {
        create(CREATION);
        awaitRun(FIRST);
        killGateway();
        await().until(() -> agent().calls().stream()
                        .filter(c -> c.startsWith("GET /agent/v1/jobs/" + FIRST))
                        .count()
                > 3);
        assertThat(given(FIRST)).isOne();
        agent().complete(FIRST);
        world.awaitState("box", InstanceState.RUNNING);
        assertThat(setups.require("box", ScriptKind.CREATION).runs()).isOne();
    }

    /** Killed between the store and the agent: it had not begun. */
    @Test
    void oneThatHadNotBegunIsBegunByTheNextGateway() {
        create(CREATION);
        awaitRun(FIRST);
        world.reconciler.close();
        agent().forgetJobs();
        world.database.write(h -> h.execute("UPDATE setup_script SET state = 'STARTING'"));
        killGateway();
        awaitRun(FIRST);
        agent().complete(FIRST);
        world.awaitState("box", InstanceState.RUNNING);
    }

    @Test
    void whereNobodyKnowsHowItEndedItIsNotRunAgain() {
        create(CREATION);
        awaitRun(FIRST);
        await().until(() -> state(ScriptKind.CREATION) == ScriptState.RUNNING);
        world.reconciler.close();
        agent().forgetJobs();
        killGateway();
        assertThat(world.awaitState("box", InstanceState.SETUP_FAILED).reason().orElseThrow())
                .contains("Whether its creation script came to its end is not known");
    }

    @Test
    void oneThatWasCutOffIsNotRunAgainByItself() {
        create(CREATION);
        awaitRun(FIRST);
        agent().failJob(FIRST, Optional.empty());
        assertThat(world.awaitState("box", InstanceState.SETUP_FAILED).reason())
                .hasValue("Its creation script was cut off, so that it is not known how far it came.");
        world.computes.start(BEN, "box");
        awaitRun("setup-creation-1-2");
    }

    @Test
    void oneThatTakesTooLongIsEnded() {
        create(CREATION);
        awaitRun(FIRST);
        String longAgo = Timestamps.format(Timestamps.now().minus(Duration.ofMinutes(15)));
        world.database.write(h -> h.execute("UPDATE setup_script SET began = ?", longAgo));
        killGateway();
        assertThat(world.awaitState("box", InstanceState.SETUP_FAILED).reason())
                .hasValue("Its creation script was ended after 15 min, which is all that it may take.");
    }

    /** Whoever stops it meanwhile need not wait for the script, and starts it anew from the script's beginning. */
    @Test
    void aStopEndsItAndTheNextStartBeginsAnew() {
        create(CREATION);
        awaitRun(FIRST);
        world.computes.stop(BEN, "box");
        world.awaitState("box", InstanceState.STOPPED);
        assertThat(state(ScriptKind.CREATION)).isEqualTo(ScriptState.WAITING);
        world.computes.start(BEN, "box");
        awaitRun("setup-creation-1-2");
        world.computes.delete(BEN, "box");
        world.awaitGone("box");
        assertThat(world.instances.scripts().of("box")).isEmpty();
    }

    /** As {@code down --all} leaves it: the agent ended the script with all else, and the instance is wanted still. */
    @Test
    void oneThatWasEndedWithAllInstancesBeginsAnew() throws IOException {
        create(CREATION);
        awaitRun(FIRST);
        world.http
                .sendAsync(
                        java.net.http.HttpRequest.newBuilder(java.net.URI.create(
                                        agent().address().base() + "/agent/v1/jobs/" + FIRST + "/cancel"))
                                .POST(java.net.http.HttpRequest.BodyPublishers.noBody())
                                .build(),
                        java.net.http.HttpResponse.BodyHandlers.discarding())
                .join();
        awaitRun("setup-creation-1-2");
    }

    @Test
    void anAgentThatIsNotReadyIsAskedAgain() {
        create(CREATION);
        awaitRun(FIRST);
        agent().failWith(503);
        int asked = agent().calls().size();
        await().until(() -> agent().calls().size() > asked + 1);
        agent().failWith(0);
        agent().complete(FIRST);
        world.awaitState("box", InstanceState.RUNNING);
        assertThat(setups.require("box", ScriptKind.CREATION).runs()).isOne();
    }

    @Test
    void aCreationScriptIsChangedOnlyBeforeItHasRun() {
        create(CREATION);
        awaitRun(FIRST);
        setups.put(BEN, "box", CREATION);
        agent().complete(FIRST);
        world.awaitState("box", InstanceState.RUNNING);
        assertThatThrownBy(() -> setups.put(BEN, "box", CREATION)).hasMessageContaining("runs once");
        SetupScripts startup = new SetupScripts(Optional.empty(), BOTH.startup());
        assertThat(setups.put(BEN, "box", startup)).hasSize(2);
        assertThat(state(ScriptKind.STARTUP)).isEqualTo(ScriptState.COMPLETED);
        world.computes.restart(BEN, "box");
        awaitRun("setup-startup-1-1");
        setups.remove(BEN, "box", "startup");
        assertThatThrownBy(() -> setups.remove(BEN, "box", "startup")).hasMessageContaining("no startup script");
    }

    /** Between the look at whose it is and the writing, it may be deleted, and somebody else take its name. */
    @Test
    void nothingIsPlantedInTheNextInstanceOfTheName() {
        InstanceRecord bens = world.running(BEN, "box");
        world.provider.hold("remove");
        world.computes.delete(BEN, "box");
        SetupScripts startup = new SetupScripts(Optional.empty(), BOTH.startup());
        assertThatThrownBy(() -> setups.put(BEN, "box", startup)).hasMessageContaining("being deleted");
        assertThatThrownBy(() -> setups.remove(BEN, "box", "startup")).hasMessageContaining("being deleted");
        assertThat(world.instances.scripts().of("box")).isEmpty();
        world.provider.release("remove");
        world.awaitGone("box");

        world.database.write(h -> h.execute("INSERT INTO setup_script (compute, kind, spec, state)"
                + " VALUES ('Box', 'STARTUP', '{\"script\":\"id\"}', 'WAITING')"));
        world.database.write(h -> h.execute("INSERT INTO gpu VALUES ('card', 'box', 1)"));
        world.running(CLEO, "box");
        assertThat(setups.of("box")).isEmpty();
        assertThat(agent().calls()).noneMatch(call -> call.startsWith("PUT"));
        assertThat(world.database.<Integer>read(h -> h.createQuery("SELECT count(*) FROM gpu")
                        .mapTo(Integer.class)
                        .one()))
                .isZero();
        assertThatThrownBy(() -> world.instances.change(bens, (_, now) -> now))
                .hasMessageContaining("has just been deleted");
    }

    @Test
    void itsOwnerDecidesAndLocalHasNone() {
        create(CREATION);
        assertThatThrownBy(() -> setups.put(CLEO, "box", CREATION)).hasMessageContaining("belongs to ben");
        assertThatThrownBy(() -> setups.remove(CLEO, "box", "creation")).hasMessageContaining("belongs to ben");
        assertThatThrownBy(() -> setups.put(BEN, "box", new SetupScripts(Optional.empty(), Optional.empty())))
                .hasMessageContaining("No setup script");
        world.computes.ensureLocal("ada");
        assertThatThrownBy(() -> setups.put(ADA, "local", CREATION)).hasMessageContaining("is this computer");
        assertThatThrownBy(() -> world.computes.create(
                        ADA, "local", InstanceSpec.defaults().withSetupScripts(Optional.of(CREATION))))
                .hasMessageContaining("by a script");
        assertThatThrownBy(() -> create(BOTH)).hasMessageContaining("already");
        create(CREATION); // the same again is the same
        assertThatThrownBy(() -> world.computes.create(
                        BEN,
                        "other",
                        InstanceSpec.defaults()
                                .withSetupScripts(Optional.of(new SetupScripts(
                                        Optional.of(new ScriptSpec(
                                                Optional.of("../x.sh"), Optional.empty(), Optional.empty())),
                                        Optional.empty())))))
                .hasMessageContaining("..");
        assertThat(List.of(ScriptKind.values())).hasSize(2);
    }
}
