package dev.atelier.agent.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.agent.process.Detached;
import dev.atelier.agent.process.InstanceEnvironment;
import dev.atelier.agent.process.ProcessId;
import dev.atelier.agent.process.ShareFolder;
import dev.atelier.agent.process.Starts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs whose folders an earlier agent left, in whatever state. */
class JobsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final JobSpec SPEC =
            new JobSpec(List.of("sleep", "300"), Optional.empty(), Optional.empty(), Optional.of("log.txt"));

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Detached detached = new Detached(Optional.empty());
    private Path state;
    private Path share;

    @BeforeEach
    void folders(@TempDir Path root) throws Exception {
        state = Files.createDirectories(root.resolve("state"));
        share = Files.createDirectories(root.resolve("share"));
    }

    @AfterEach
    void end() {
        timer.shutdownNow();
    }

    @Test
    void aNumberThatIsAnothersNowIsNeitherAdoptedNorSignalled() throws Exception {
        Process stranger = new ProcessBuilder(detached.command(List.of("sleep", "300"))).start();
        try {
            ProcessId now = ProcessId.of(stranger.pid()).orElseThrow();
            left("without-a-time", now.pid() + "\n", Optional.empty());
            left("of-another-time", now.pid() + " 1" + now.started() + "\n", Optional.empty());
            left("ended", now.pid() + "\n", Optional.of("3\n"));
            Jobs jobs = jobs();
            jobs.adoptAll();
            jobs.endAll(Duration.ofMillis(100));
            for (String id : List.of("without-a-time", "of-another-time", "ended")) {
                jobs.find(id).await(PATIENCE);
                assertThat(jobs.find(id).model().state()).as(id).isEqualTo(JobState.Failed);
            }
            assertThat(jobs.find("ended").model().exitCode()).contains(3);
            assertThat(now.alive()).isTrue();
        } finally {
            stranger.destroyForcibly().waitFor();
        }
    }

    @Test
    void theWrapperSaysWhenItWasStarted() throws Exception {
        Jobs jobs = jobs();
        Job job = jobs.run("x", SPEC);
        try {
            await().until(() -> job.folder().wrapper().isPresent());
            assertThat(job.folder().wrapper())
                    .isEqualTo(ProcessId.of(job.model().pid().orElseThrow()));
        } finally {
            jobs.endAll(PATIENCE);
        }
    }

    @Test
    void whenAllHaveEndedTheirEndsAreWritten() throws Exception {
        Jobs first = jobs();
        List<Job> begun = List.of(first.run("x", SPEC), first.run("y", SPEC));
        try {
            await().until(() -> begun.stream().allMatch(JobsTest::hasItsWrapper));
            Jobs next = jobs();
            next.adoptAll();
            next.endAll(PATIENCE);
            for (Job job : next.all()) {
                assertThat(job.running()).isFalse();
                assertThat(job.folder().readEnd()).map(JobEnd::state).contains(JobState.Canceled);
            }
        } finally {
            first.endAll(PATIENCE);
        }
    }

    @Test
    void aJobThatCouldWriteNothingIsFoundByItsArguments() throws Exception {
        Jobs first = jobs();
        Job job = first.run("x", SPEC);
        first.run("x2", SPEC);
        try {
            await().until(() -> job.folder().wrapper().isPresent());
            Files.delete(job.folder().path().resolve("pid"));
            Jobs next = jobs();
            next.adoptAll();
            assertThat(next.find("x").model().state()).isEqualTo(JobState.Running);
            assertThat(next.find("x").model().pid()).isEqualTo(job.model().pid());
            next.endAll(PATIENCE);
            assertThat(ProcessId.of(job.model().pid().orElseThrow())).isEmpty();
            next.find("x").await(PATIENCE);
            assertThat(next.find("x").model().state()).isEqualTo(JobState.Canceled);
        } finally {
            first.endAll(PATIENCE);
        }
    }

    private static boolean hasItsWrapper(Job job) {
        try {
            return job.folder().wrapper().isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Jobs jobs() throws Exception {
        InstanceEnvironment environment = new InstanceEnvironment(System.getenv(), Map.of(), Optional.empty(), Map::of);
        return new Jobs(state, new ShareFolder(share), environment, detached, timer, new Starts());
    }

    private void left(String id, String pid, Optional<String> exit) throws Exception {
        JobFolder folder =
                new JobFolder(Files.createDirectories(state.resolve("jobs").resolve(id)), id);
        folder.write(new JobFolder.Written(SPEC, Instant.now()));
        Files.writeString(folder.path().resolve("pid"), pid);
        if (exit.isPresent()) {
            Files.writeString(folder.path().resolve("exit"), exit.get());
        }
    }
}
