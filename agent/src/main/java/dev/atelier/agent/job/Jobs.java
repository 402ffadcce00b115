package dev.atelier.agent.job;

import dev.atelier.agent.config.PrivateFiles;
import dev.atelier.agent.process.Detached;
import dev.atelier.agent.process.InstanceEnvironment;
import dev.atelier.agent.process.ProcessId;
import dev.atelier.agent.process.ShareFolder;
import dev.atelier.agent.process.Starts;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.Timestamps;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The jobs of this instance: each is started at most once, and found again by the next agent. */
public final class Jobs {
    private static final Logger LOG = System.getLogger(Jobs.class.getName());
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");
    private static final Duration CANCEL_GRACE = Duration.ofSeconds(10);
    private static final long LOOK_AGAIN_MILLIS = 250;

    private final Path folder;
    private final Path wrapper;
    private final ShareFolder share;
    private final InstanceEnvironment environment;
    private final Detached detached;
    private final ScheduledExecutorService timer;
    private final Starts starts;
    private final Map<String, Job> jobs = new ConcurrentHashMap<>();

    public Jobs(
            Path state,
            ShareFolder share,
            InstanceEnvironment environment,
            Detached detached,
            ScheduledExecutorService timer,
            Starts starts)
            throws IOException {
        this.folder = PrivateFiles.folder(state.resolve("jobs"));
        this.wrapper = state.resolve("job-wrapper.sh");
        this.share = share;
        this.environment = environment;
        this.detached = detached;
        this.timer = timer;
        this.starts = starts;
        try (InputStream script = Jobs.class.getResourceAsStream("job-wrapper.sh")) {
            PrivateFiles.replace(wrapper, new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    Collection<Job> all() {
        return List.copyOf(jobs.values());
    }

    /** How many run. */
    public int count() {
        return (int) jobs.values().stream().filter(Job::running).count();
    }

    /** When one began or ended last. */
    public Optional<Instant> lastActivity() {
        return all().stream()
                .map(Job::model)
                .map(job -> job.ended().orElse(job.started()))
                .max(Instant::compareTo);
    }

    /** @throws ProblemException {@code unknown-job} (404) */
    Job find(String id) {
        return Optional.ofNullable(jobs.get(id))
                .orElseThrow(() -> Problem.of(404, "unknown-job", "There is no job \"" + id + "\" on this instance.")
                        .asException());
    }

    boolean knows(String id) {
        return jobs.containsKey(id);
    }

    /** Starts a job, or gives the one that has this id. */
    Job run(String id, JobSpec spec) {
        if (!ID.matcher(id).matches()) {
            throw Problem.of(
                            400,
                            "bad-job-id",
                            "A job's id is made of letters, digits, . _ and -; \"" + id + "\" is not.")
                    .asException();
        }
        return starts.admit(() -> jobs.computeIfAbsent(id, key -> start(key, spec)));
    }

    void cancel(String id) {
        Job job = find(id);
        Thread.ofVirtual().name("cancel-" + id).start(() -> cancel(job, CANCEL_GRACE));
    }

    /** @throws ProblemException {@code job-running} (409) */
    void forget(String id) {
        Job job = find(id);
        if (job.running()) {
            throw Problem.of(409, "job-running", "The job \"" + id + "\" still runs.", "Cancel it first.")
                    .asException();
        }
        try {
            PrivateFiles.deleteTree(job.folder().path());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        jobs.remove(id, job);
    }

    /** Ends all jobs. */
    public void endAll(Duration grace) throws InterruptedException {
        List<Thread> ends = new ArrayList<>();
        for (Job job : all()) {
            ends.add(Thread.ofVirtual().start(() -> cancel(job, grace)));
        }
        for (Thread end : ends) {
            end.join();
        }
    }

    /** Takes over what an earlier agent left. */
    public void adoptAll() throws IOException {
        try (Stream<Path> folders = Files.list(folder)) {
            for (Path path : folders.filter(Files::isDirectory).toList()) {
                JobFolder left = new JobFolder(path, path.getFileName().toString());
                try {
                    adopt(left).ifPresent(job -> jobs.put(left.id(), job));
                } catch (IOException | ProblemException e) { // one broken folder must not keep the others away
                    LOG.log(Level.WARNING, "The job in " + path + " cannot be taken over", e);
                }
            }
        }
    }

    private Optional<Job> adopt(JobFolder left) throws IOException {
        Optional<JobFolder.Written> written = left.read();
        if (written.isEmpty()) { // it never came to be
            PrivateFiles.deleteTree(left.path());
            return Optional.empty();
        }
        Instant started = written.get().started();
        Optional<ProcessId> recorded = left.wrapper();
        Optional<JobEnd> end = left.readEnd();
        if (end.isPresent()) {
            return Optional.of(new Job(left, started, recorded, end.get()));
        }
        if (left.exited()) { // its number may be another's by now
            return Optional.of(new Job(left, started, recorded, CompletableFuture.completedFuture(null)));
        }
        Optional<ProcessId> process = recorded.or(() -> byCommandLine(left));
        return Optional.of(new Job(left, started, process, gone(process)));
    }

    /** A wrapper that could not write down its number, or not when it was started: its arguments tell. */
    private Optional<ProcessId> byCommandLine(JobFolder left) {
        String arguments = wrapper + " " + left.path() + " ";
        return ProcessHandle.allProcesses()
                .filter(handle -> handle.info().commandLine().orElse("").contains(arguments))
                .map(ProcessHandle::pid)
                .min(Long::compare)
                .flatMap(ProcessId::of);
    }

    /** The end of a process that is not our child is seen by looking. */
    private CompletableFuture<Void> gone(Optional<ProcessId> process) {
        if (process.filter(ProcessId::alive).isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> gone = new CompletableFuture<>();
        Runnable look = () -> {
            if (process.filter(ProcessId::alive).isEmpty()) {
                gone.complete(null);
            }
        };
        ScheduledFuture<?> looking = timer.scheduleWithFixedDelay(look, 0, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        gone.thenRun(() -> looking.cancel(false));
        return gone;
    }

    private Job start(String id, JobSpec spec) {
        List<String> command = spec.checkedCommand();
        Path workingFolder = spec.folder(share);
        Path log = spec.logFile(share);
        try {
            Files.createDirectories(log.getParent());
            JobFolder home = new JobFolder(PrivateFiles.folder(folder.resolve(id)), id);
            Instant started = Timestamps.now();
            home.write(new JobFolder.Written(spec, started)); // nothing is written once the process runs
            List<String> words = new ArrayList<>(
                    List.of("/bin/sh", wrapper.toString(), home.path().toString(), log.toString()));
            words.addAll(command);
            ProcessBuilder builder = new ProcessBuilder(detached.command(words)).directory(workingFolder.toFile());
            builder.redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            environment.fill(builder.environment(), spec.environment().orElse(Map.of()));
            Process process = builder.start();
            return new Job(home, started, ProcessId.of(process.pid()), process.onExit());
        } catch (IOException e) {
            throw new UncheckedIOException("The job " + id + " cannot be started", e);
        }
    }

    private static void cancel(Job job, Duration grace) {
        try {
            job.cancel(grace);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
