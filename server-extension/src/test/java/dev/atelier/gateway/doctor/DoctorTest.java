package dev.atelier.gateway.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.api.Diagnosis;
import dev.atelier.api.Diagnosis.Check;
import dev.atelier.api.Diagnosis.Outcome;
import dev.atelier.api.InstanceState;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.compute.World;
import dev.atelier.gateway.share.Share;
import dev.atelier.gateway.store.Reserve;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it says of instances that are not well. */
class DoctorTest {
    @TempDir
    private Path folder;

    private World world;
    private Share share;
    private volatile Duration off = Duration.ZERO;
    private Doctor doctor;

    @BeforeEach
    void begin() throws IOException {
        world = new World(folder);
        world.reconciler.start();
        share = new Share(Files.createDirectories(folder.resolve("share")));
        InstantSource system = InstantSource.system();
        doctor = new Doctor(
                world.computes,
                world.agents,
                share,
                folder,
                new Reserve(folder.resolve("reserve")),
                "1",
                () -> system.instant().plus(off),
                world.http);
        world.running(World.BEN, "box1");
    }

    @AfterEach
    void end() {
        world.close();
    }

    private Check check(String name) throws InterruptedException {
        Diagnosis diagnosis = doctor.examine(World.BEN, "box1");
        return diagnosis.checks().stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(diagnosis));
    }

    @Test
    void clocksThatDisagreeAreToldByHowMuch() throws Exception {
        assertThat(check("clock").outcome()).isEqualTo(Outcome.OK);
        off = Duration.ofSeconds(30);
        assertThat(check("clock").outcome()).isEqualTo(Outcome.WARNING);
        assertThat(check("clock").found()).containsPattern("(29|30|31) s behind");
        off = Duration.ofHours(-2);
        Check ahead = check("clock");
        assertThat(ahead.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(ahead.found()).contains("s ahead of the gateway's");
        assertThat(ahead.cure().orElseThrow()).contains("timedatectl");
    }

    @Test
    void anOtherVersionIsAWarning() throws Exception {
        Check agent = check("agent");
        assertThat(agent.outcome()).isEqualTo(Outcome.WARNING);
        assertThat(agent.found()).contains("version 0").contains("gateway is 1");
    }

    @Test
    void aShareThatWasMovedIsNamed() throws Exception {
        Path away = folder.resolve("away");
        Files.move(share.root(), away);
        Files.createDirectory(share.root());
        Check found = check("share");
        assertThat(found.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(found.found()).contains(share.root().toString()).contains("was moved");
        assertThat(share.root()).isEmptyDirectory();
    }

    @Test
    void aProviderThatFailsIsQuoted() throws Exception {
        world.provider.fail("find", new IOException("Cannot connect to the engine at unix:///nowhere.sock"));
        Check place = check("place");
        assertThat(place.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(place.found()).contains("unix:///nowhere.sock");
    }

    @Test
    void anAgentThatRefusesLeavesTheRestUnseen() throws Exception {
        world.provider.agent("box1").failWith(500);
        Diagnosis diagnosis = doctor.examine(World.BEN, "box1");
        assertThat(diagnosis.failed()).containsExactly("agent");
        assertThat(diagnosis.checks())
                .filteredOn(check -> check.outcome() == Outcome.SKIPPED)
                .extracting(Check::name)
                .contains("the rest")
                .doesNotContain("share");
    }

    @Test
    void anInstanceThatIsStoppedIsToBeStarted() throws Exception {
        world.computes.stop(World.BEN, "box1");
        world.awaitState("box1", InstanceState.STOPPED);
        Check agent = check("agent");
        assertThat(agent.found()).contains("box1 is Stopped");
        assertThat(agent.cure()).contains("Type: `compute start box1`");
    }

    @Test
    void onlyItsOwnerMayAsk() {
        assertThatThrownBy(() -> doctor.examine(World.CLEO, "box1"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo("not-yours"));
    }
}
