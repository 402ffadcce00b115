package dev.atelier.gateway.job;

import static dev.atelier.gateway.compute.World.ADA;
import static dev.atelier.gateway.compute.World.BEN;
import static dev.atelier.gateway.compute.World.CLEO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.api.Event;
import dev.atelier.api.InstanceState;
import dev.atelier.api.JobSpec;
import dev.atelier.api.JobState;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.compute.World;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.share.Share;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobsTest {
    @TempDir
    private Path folder;

    private Path share;
    private World world;
    private Jobs jobs;

    @BeforeEach
    void begin() throws IOException {
        share = Files.createDirectories(folder.resolve("share"));
        Files.writeString(share.resolve("train.py"), "print(1)");
        world = new World(folder);
        jobs = jobs();
        world.running(BEN, "box");
    }

    private Jobs jobs() throws IOException {
        return new Jobs(
                world.database,
                world.events,
                world.instances,
                world.computes,
                world.agents,
                new JobFiles(new Share(share)));
    }

    @AfterEach
    void end() {
        jobs.close();
        world.close();
    }

    private static JobSpec code(String name, String code) {
        return on("box", name, code);
    }

    private static JobSpec on(String compute, String name, String code) {
        return new JobSpec(
                compute,
                Optional.ofNullable(name),
                Optional.empty(),
                Optional.of(code),
                Optional.empty(),
                List.of(),
                "",
                Map.of());
    }

    private JobRecord submit(String name) throws Exception {
        return jobs.submit(BEN, code(name, "print(1)"), Optional.empty());
    }

    private void awaitState(String name, JobState state) {
        await(name + " to be " + state)
                .atMost(Duration.ofSeconds(20))
                .until(() -> jobs.require(name).state() == state);
    }

    private List<String> states(String name) {
        return world.events.after(0).stream()
                .filter(e -> e.kind().equals("job") && e.subject().equals(name))
                .map(Event::state)
                .toList();
    }

    @Test
    void theSameKeyAtOnceIsOneJob() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> calls = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                calls.add(() -> jobs.submit(BEN, code(null, "print(1)"), Optional.of("key"))
                        .name());
            }
            List<String> names = new ArrayList<>();
            for (Future<String> each : threads.invokeAll(calls)) {
                names.add(each.get());
            }
            assertThat(names).hasSize(20).containsOnly(names.getFirst());
        }
        assertThat(jobs.all()).hasSize(1);
        try (var folders = Files.list(share.resolve("jobs"))) {
            assertThat(folders).hasSize(1);
        }
    }

    @Test
    void anotherPersonsKeyIsAnotherKey() throws Exception {
        JobRecord his = jobs.submit(BEN, code(null, "print(1)"), Optional.of("key"));
        world.running(ADA, "hers");
        assertThat(jobs.submit(ADA, on("hers", null, "print(2)"), Optional.of("key"))
                        .name())
                .isNotEqualTo(his.name());
        assertThatThrownBy(() -> jobs.submit(ADA, code(null, "print(2)"), Optional.of("other")))
                .as("who manages an instance runs nothing there")
                .hasMessageContaining("belongs to ben, who alone uses what runs there");
        assertThatThrownBy(() -> jobs.submit(CLEO, code(null, "print(2)"), Optional.of("key")))
                .hasMessageContaining("belongs to ben");
        JobRecord again = jobs.submit(BEN, code(null, "x"), Optional.of("key"));
        assertThat(again.name()).isEqualTo(his.name());
        assertThat(jobs.submit(BEN, code(null, "x"), Optional.of("k".repeat(20_000)))
                        .name())
                .isNotEmpty();
    }

    /** The second submission of a name is refused before it writes anything: the first one's script is what runs. */
    @Test
    void aNameThatIsTakenKeepsItsScript() throws Exception {
        submit("one");
        world.running(ADA, "hers");
        assertThatThrownBy(() -> jobs.submit(ADA, on("hers", "one", "evil()"), Optional.empty()))
                .hasMessageContaining("job “one” already");
        assertThat(share.resolve("jobs/one/main.py")).hasContent("print(1)");
    }

    /** An instance may have the share elsewhere than the gateway does. */
    @Test
    void theCommandNamesTheScriptAsTheInstanceSeesIt() throws Exception {
        assertThat(submit("one").command()).containsExactly("/nowhere/bin/python", "/inside/jobs/one/main.py");
    }

    @Test
    void writesNothingThroughALinkOutOfTheShare() throws Exception {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Files.createSymbolicLink(share.resolve("jobs"), outside);
        assertThatThrownBy(() -> submit("one")).isInstanceOf(ProblemException.class);
        assertThat(outside).isEmptyDirectory();
        assertThat(jobs.all()).isEmpty();
    }

    private void refuse(String... changes) {
        for (String change : changes) {
            world.database.write(h -> h.execute("CREATE TRIGGER no_" + change + " BEFORE " + change
                    + " ON job BEGIN SELECT RAISE(ABORT, 'full'); END"));
        }
    }

    private void allow(String... changes) {
        for (String change : changes) {
            world.database.write(h -> h.execute("DROP TRIGGER no_" + change));
        }
    }

    @Test
    void aSubmissionThatCantBeQueuedLeavesNothing() throws Exception {
        refuse("UPDATE");
        assertThatThrownBy(() -> submit("one")).hasMessageContaining("full");
        allow("UPDATE");
        assertThat(jobs.all()).isEmpty();
        assertThat(share.resolve("jobs/one")).doesNotExist();
        assertThat(states("one")).isEmpty();
        submit("two");
        awaitState("two", JobState.RUNNING);
    }

    /** As by a gateway that was killed between the two. */
    @Test
    void aSubmissionThatWasCutOffIsTakenBackAtTheNextStartWithNothingOfAPersons() throws Exception {
        Path persons = Files.createDirectories(share.resolve("jobs/two")).resolve("main.py");
        Files.writeString(persons, "print(2)");
        refuse("UPDATE", "DELETE");
        assertThatThrownBy(() -> submit("one")).hasMessageContaining("full");
        JobSpec script = new JobSpec(
                "box",
                Optional.of("two"),
                Optional.of("jobs/two/main.py"),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                "",
                Map.of());
        assertThatThrownBy(() -> jobs.submit(BEN, script, Optional.empty())).hasMessageContaining("full");
        allow("UPDATE", "DELETE");
        assertThat(jobs.all()).extracting(JobRecord::state).containsExactly(JobState.NOT_STARTED, JobState.NOT_STARTED);
        Files.writeString(Files.createDirectories(share.resolve("jobs/one")).resolve("main.py"), "print(1)");

        jobs.close();
        jobs = jobs();
        jobs.resume();
        assertThat(jobs.all()).isEmpty();
        assertThat(share.resolve("jobs/one")).doesNotExist();
        assertThat(persons).hasContent("print(2)");
    }

    /** The store refuses for a while, as it does on a full disk; the job is found to have run, and was never called failed. */
    @Test
    void aStoreThatCantBeWrittenIsNotTheJobsFailure() throws Exception {
        submit("one");
        awaitState("one", JobState.RUNNING);
        world.database.write(
                h -> h.execute("CREATE TRIGGER full BEFORE UPDATE ON job BEGIN SELECT RAISE(ABORT, 'full'); END"));
        world.provider.agent("box").complete("one");
        await().pollDelay(Duration.ofMillis(500)).until(() -> true);
        assertThat(jobs.require("one").state()).isEqualTo(JobState.RUNNING);
        world.database.write(h -> h.execute("DROP TRIGGER full"));
        awaitState("one", JobState.COMPLETED);
    }

    @Test
    void runsOneAfterTheOther() throws Exception {
        submit("one");
        submit("two");
        awaitState("one", JobState.RUNNING);
        assertThat(world.provider.agent("box").runs("two")).isFalse();
        await().until(() ->
                jobs.require("two").reason().equals(Optional.of("Waits for one: box runs one job at a time.")));
        world.provider.agent("box").complete("one");
        awaitState("two", JobState.RUNNING);
        assertThat(states("one")).containsExactly("Queued", "Starting", "Running", "Completed");
        world.provider.agent("box").complete("two");
        awaitState("two", JobState.COMPLETED);
    }

    @Test
    void cancelsWhatIsQueuedAndWhatRuns() throws Exception {
        submit("one");
        submit("two");
        awaitState("one", JobState.RUNNING);
        assertThat(jobs.cancel(BEN, "two").state()).isEqualTo(JobState.CANCELED);
        assertThatThrownBy(() -> jobs.cancel(CLEO, "one")).hasMessageContaining("belongs to ben");
        jobs.cancel(BEN, "one");
        awaitState("one", JobState.CANCELED);
        assertThat(jobs.cancel(BEN, "one").state()).isEqualTo(JobState.CANCELED);
        assertThat(world.provider.agent("box").calls()).doesNotContain("PUT /agent/v1/jobs/two");
        assertThat(states("two").stream().distinct()).containsExactly("Queued", "Canceled");
    }

    /** Cancelled after it left the queue, before the agent heard of it: the agent's “unknown job” is no failure. */
    @Test
    void cancelsWhatIsStarting() throws Exception {
        jobs.close();
        JobRecord job = insert("starting");
        assertThat(new JobStore(world.database, world.events).takeTurn(job)).isEmpty();
        jobs.cancel(BEN, "starting");
        jobs.resume();
        awaitState("starting", JobState.CANCELED);
        assertThat(world.provider.agent("box").calls()).doesNotContain("PUT /agent/v1/jobs/starting");
    }

    private JobRecord insert(String name) {
        JobStore store = new JobStore(world.database, world.events);
        return store.insert(
                new JobRecord(
                        name,
                        "ben",
                        "box",
                        List.of("true"),
                        "",
                        Map.of(),
                        "log",
                        JobState.QUEUED,
                        Optional.empty(),
                        Optional.empty(),
                        java.time.Instant.now(),
                        Optional.empty(),
                        Optional.empty()),
                Optional.empty());
    }

    @Test
    void aTurnThatNobodyWaitsForAnyMoreIsNoError() {
        JobRecord job = insert("late");
        JobStore store = new JobStore(world.database, world.events);
        store.requestCancel("late");
        assertThat(store.takeTurn(job)).isEmpty();
        store.move("late", JobState.RUNNING, Optional.empty());
        assertThat(jobs.require("late").state()).isEqualTo(JobState.CANCELED);
    }

    /** What the agent can't answer just now says nothing about the job. */
    @Test
    void anOverloadedAgentFailsNoJob() throws Exception {
        world.provider.agent("box").failWith(503);
        submit("one");
        await().until(() -> world.provider.agent("box").calls().stream()
                        .filter("PUT /agent/v1/jobs/one"::equals)
                        .count()
                > 2);
        world.provider.agent("box").failWith(0);
        awaitState("one", JobState.RUNNING);
        world.provider.agent("box").complete("one");
        awaitState("one", JobState.COMPLETED);
    }

    @Test
    void goesOnAfterARestartOfTheGateway() throws Exception {
        submit("one");
        awaitState("one", JobState.RUNNING);
        jobs.close();
        assertThat(jobs.require("one").state()).isEqualTo(JobState.RUNNING);
        Principal who = BEN;
        world.restart();
        world.awaitState("box", InstanceState.RUNNING);
        jobs = jobs();
        jobs.resume();
        world.provider.agent("box").complete("one");
        awaitState("one", JobState.COMPLETED);
        assertThat(world.provider.agent("box").calls().stream().filter("PUT /agent/v1/jobs/one"::equals))
                .hasSize(1);
        assertThat(jobs.require("one").owner()).isEqualTo(who.person());
    }

    @Test
    void endsWithItsInstance() throws Exception {
        submit("one");
        submit("two");
        awaitState("one", JobState.RUNNING);
        world.computes.delete(BEN, "box");
        awaitState("one", JobState.FAILED);
        awaitState("two", JobState.FAILED);
        assertThat(jobs.require("two").reason()).hasValue("Its instance was deleted.");
    }

    @Test
    void runsNothingThatIsNotOnTheShare() throws Exception {
        Files.writeString(folder.resolve("secret.py"), "1");
        Files.createSymbolicLink(share.resolve("link.py"), folder.resolve("secret.py"));
        for (String script : List.of("../secret.py", "/etc/passwd", "link.py", "nul\0.py", "")) {
            JobSpec spec = new JobSpec(
                    "box",
                    Optional.empty(),
                    Optional.of(script),
                    Optional.empty(),
                    Optional.of("python"),
                    List.of(),
                    "",
                    Map.of());
            assertThatThrownBy(() -> jobs.submit(BEN, spec, Optional.empty()))
                    .as(script)
                    .isInstanceOf(dev.atelier.api.ProblemException.class);
        }
        assertThat(jobs.all()).isEmpty();
    }
}
