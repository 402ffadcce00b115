package dev.atelier.agent.kernel;

import dev.atelier.agent.journal.Journal;
import dev.atelier.agent.journal.JournalReader;
import dev.atelier.agent.journal.SessionTable;
import dev.atelier.agent.kernel.KernelRun.Start;
import dev.atelier.agent.kernel.KernelSpec.InterruptMode;
import dev.atelier.agent.process.ProcessId;
import dev.atelier.agent.wire.KernelMessage;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.Timestamps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A kernel: an id, a journal and sessions that last, and processes that come and go. Starts, restarts, deaths and the end
 * happen one at a time under {@code life}; they block, so virtual threads enter.
 */
public final class Kernel {
    private static final Logger LOG = System.getLogger(Kernel.class.getName());
    private static final int RESTARTS_IN_A_ROW = 5;
    private static final Duration STABLE = Duration.ofSeconds(10);
    private static final Duration DELETE_GRACE = Duration.ofSeconds(2);
    private static final int START_TRIES = 3;

    static final LastWords SHUT_DOWN = new LastWords(
            "The kernel was shut down while this cell ran.", "Start a kernel, and run the cell again.", "");
    static final LastWords INSTANCE_STOPS = new LastWords(
            "The kernel was ended with its instance, which is being stopped.",
            "Start the instance (`%compute start`), restart the kernel, and run the cells again.",
            "");
    private static final LastWords RESTARTED = new LastWords(
            "The kernel was restarted while this cell ran.", "It has no variables now: run the cells again.", "");

    private final LaunchRequest request;
    private final KernelFolder folder;
    private final KernelSettings settings;
    private final Traffic traffic;
    private final SessionTable sessions;
    private final Attachments attachments = new Attachments();
    private final Gap gap = new Gap();
    private final ReentrantLock life = new ReentrantLock();
    private volatile Optional<KernelRun> run = Optional.empty();
    /** Of the process, whatever became of its kernelspec; empty where an older agent started it. */
    private volatile Optional<InterruptMode> interruptMode = Optional.empty();

    private volatile CompletableFuture<Void> settled = new CompletableFuture<>();
    private volatile Optional<String> reason = Optional.empty();
    private volatile Optional<Death> lastDeath = Optional.empty();
    private volatile boolean ending;
    private volatile long loggedAtStart;
    private int restarts;

    Kernel(
            LaunchRequest request,
            KernelFolder folder,
            KernelSettings settings,
            Journal journal,
            SessionTable sessions) {
        this.request = request;
        this.folder = folder;
        this.settings = settings;
        this.sessions = sessions;
        this.traffic = new Traffic(journal, settings.own(), settings.largestMessage());
    }

    public String id() {
        return folder.id();
    }

    public KernelModel model() {
        return new KernelModel(
                id(), request.name(), traffic.lastActivity(), traffic.state(), attachments.count(), reason, lastDeath);
    }

    /** What the cells that have not ended have put out so far, in the order in which they were asked for; reads the journal. */
    public List<ExecutionModel> executions() {
        try {
            return ExecutionReport.of(traffic.executions().all(), traffic.journal());
        } catch (IOException e) {
            throw new UncheckedIOException("The journal of kernel " + id() + " cannot be read", e);
        }
    }

    KernelFolder folder() {
        return folder;
    }

    /** What runs as this kernel now. */
    Optional<ProcessId> process() {
        return run.map(KernelRun::process);
    }

    Traffic traffic() {
        return traffic;
    }

    /** Starts the first process. @throws ProblemException {@code kernel-died-at-start}, {@code kernel-start-timeout} */
    void start() throws InterruptedException {
        life.lockInterruptibly();
        try {
            refuseWhileEnding();
            launch();
        } finally {
            settled.complete(null);
            life.unlock();
        }
    }

    /** Goes on with a process that an earlier agent started. */
    void adopt(KernelRun found, Optional<InterruptMode> itsInterruptMode) {
        life.lock();
        try {
            interruptMode = itsInterruptMode;
            watch(found);
            // Whoever connects now shall miss nothing more.
            found.listening().thenRun(() -> settled.complete(null));
        } finally {
            life.unlock();
        }
    }

    /** A kernel whose process ended while no agent was there. */
    void foundDead(String why) {
        reason = Optional.of(why);
        note(Death.of(why, Timestamps.now()));
        traffic.notice(why);
        endCells(ofDead(why));
        traffic.announce("dead");
        settled.complete(null);
    }

    /** Waits until the kernel has answered, or is known to be dead. */
    public void awaitSettled(Duration time) throws InterruptedException {
        try {
            settled.get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.TimeoutException | java.util.concurrent.ExecutionException e) {
            throw Problem.of(504, "kernel-not-ready", "The kernel " + id() + " has not answered yet.", "Try again.")
                    .asException();
        }
    }

    public void interrupt() {
        KernelRun current =
                run.orElseThrow(() -> Problem.of(409, "kernel-dead", "The kernel " + id() + " is dead.", "Restart it.")
                        .asException());
        InterruptMode mode =
                interruptMode.orElseGet(() -> settings.launcher().spec(request).interruptMode());
        switch (mode) {
            case SIGNAL -> current.interruptBySignal();
            case MESSAGE -> current.interruptByMessage();
        }
    }

    /**
     * Ends the process and starts another.
     *
     * @throws ProblemException as a start does, the kernel is dead then; {@code kernel-ending} (409)
     */
    public void restart() throws InterruptedException {
        life.lockInterruptibly();
        try {
            refuseWhileEnding();
            replaceRun();
        } catch (ProblemException | UncheckedIOException e) {
            if (!ending) {
                dead(e.getMessage());
            }
            throw e;
        } finally {
            life.unlock();
        }
    }

    private void replaceRun() throws InterruptedException {
        Optional<KernelRun> old = run;
        run = Optional.empty(); // so that its death is nobody's news
        if (old.isPresent()) {
            old.get().end(DELETE_GRACE);
        }
        restarts = 0;
        gap.begin();
        endCells(RESTARTED);
        traffic.enter("restarting");
        launch();
    }

    /** Its folder is about to be deleted: a process that began now would be nobody's. */
    private void refuseWhileEnding() {
        if (ending) {
            throw Problem.of(409, "kernel-ending", "The kernel " + id() + " is being ended.", "Start another one.")
                    .asException();
        }
    }

    /**
     * Ends the process and closes every connection; returns when nothing of it runs any more.
     *
     * @param words for the cells that have not ended
     */
    void end(Duration grace, LastWords words) throws InterruptedException {
        ending = true;
        endCells(words); // before the process is, so that who listens has it when the connection ends
        Optional<KernelRun> current = run;
        if (current.isPresent()) {
            current.get().end(grace); // without the lock: a start that hangs must not hold us up
        }
        life.lock();
        try {
            if (run.isPresent()) {
                run.get().end(grace);
            }
        } finally {
            life.unlock();
        }
        attachments.close(Attachment.Reason.KERNEL_GONE);
        close();
    }

    /** Lets the process live and lets go of it. */
    void leave() {
        ending = true;
        attachments.close(Attachment.Reason.AGENT_LEAVES);
        run.ifPresent(KernelRun::leave);
        close();
    }

    /**
     * Connects a session: of two connections of the same one, the earlier is closed.
     *
     * @return a reader that begins where the session left off
     */
    public JournalReader attach(String session, Attachment attachment) {
        long from = sessions.resume(session, traffic.journal().last(), attachments.sessions());
        attachments.add(session, attachment).ifPresent(over -> over.close(Attachment.Reason.REPLACED));
        return traffic.journal().reader(from, Optional.of(session));
    }

    public void detach(String session, Attachment attachment) {
        if (attachments.remove(session, attachment)) {
            sessions.left(session);
        }
    }

    public void acknowledge(String session, long number) {
        sessions.acknowledge(session, Math.min(number, traffic.journal().last()));
    }

    /** Passes on what a session sends; for a dead kernel the answer is how it died. */
    public void send(String session, KernelMessage message) {
        traffic.asked(session, message);
        if (gap.hold(message)) {
            return;
        }
        Optional<KernelRun> current = run;
        if (current.isPresent()) {
            current.get().client().send(message);
        } else {
            reason.ifPresent(why -> Thread.ofVirtual().name("dead-" + id()).start(() -> endCells(ofDead(why))));
        }
    }

    /** How many bytes wait for the kernel to take them. */
    public long queuedBytes() {
        return run.map(current -> current.client().queuedBytes()).orElse(0L);
    }

    private void launch() throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            KernelRun started = launchOnce();
            // Whoever ends the kernel did not meet this process if it was told before there was one.
            Start start = ending
                    ? new Start.Died(Death.of("It is being ended.", Timestamps.now()))
                    : started.awaitStart(request.timeout());
            switch (start) {
                case Start.Ready() -> {
                    reason = Optional.empty();
                    loggedAtStart = folder.logged(); // each kernel greets its log, which says nothing of its end
                    traffic.answered();
                    watch(started);
                    // Not before: a connection to a process that only begins may be lost, and what was sent with it.
                    gap.end().forEach(started.client()::send);
                    return;
                }
                case Start.Died(Death death) -> {
                    String lines = folder.lastLines();
                    started.end(Duration.ZERO);
                    // Somebody took a port between our look and the kernel's bind.
                    if (!lines.contains("ddress already in use") || attempt == START_TRIES || ending) {
                        run = Optional.empty();
                        throw diedAtStart(death, lines);
                    }
                }
                case Start.Silent() -> {
                    started.end(DELETE_GRACE);
                    run = Optional.empty();
                    throw silent();
                }
            }
        }
    }

    private KernelRun launchOnce() throws InterruptedException {
        try {
            Optional<Launcher.Launched> ahead = startedAhead();
            Launcher.Launched launched =
                    ahead.isPresent() ? ahead.get() : settings.launcher().launch(request, folder);
            KernelRun started = KernelRuns.of(launched, settings, id(), traffic::received);
            interruptMode = Optional.of(launched.interruptMode());
            run = Optional.of(started);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("The kernel " + id() + " cannot be started: " + e.getMessage(), e);
        }
    }

    private Optional<Launcher.Launched> startedAhead() throws InterruptedException {
        Launcher.Setting wanted = settings.launcher().setting(request);
        Optional<Launcher.Launched> warm = settings.warm().take(request, wanted, folder);
        Optional<Launcher.Launched> spare =
                warm.isPresent() ? Optional.empty() : settings.spares().take(request, wanted, folder);
        return warm.or(() -> spare);
    }

    private void watch(KernelRun current) {
        run = Optional.of(current);
        current.exit()
                .thenAccept(death -> Thread.ofVirtual().name("death-" + id()).start(() -> died(current, death)));
    }

    private void died(KernelRun which, Death death) {
        life.lock();
        try {
            if (ending || run.filter(current -> current == which).isEmpty()) {
                return;
            }
            which.end(Duration.ofSeconds(1));
            run = Optional.empty();
            restarts = which.age().compareTo(STABLE) > 0 ? 0 : restarts;
            note(death);
            startAnew(death);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            life.unlock();
        }
    }

    private void note(Death death) {
        lastDeath = Optional.of(death);
        settings.deaths().accept(DeathNotice.of(id(), death));
    }

    private void startAnew(Death death) throws InterruptedException {
        LastWords words = new LastWords(death.reason(), next(death), folder.lastLines(loggedAtStart));
        // Where a cell runs, its error says the rest.
        String why = death.reason() + (traffic.busyWith().isPresent() ? "" : quoted(words.lines()));
        while (restarts < RESTARTS_IN_A_ROW && !ending) {
            restarts++;
            traffic.notice(why + "\nIt is started anew, without its variables (" + restarts + " of " + RESTARTS_IN_A_ROW
                    + ").");
            gap.begin();
            endCells(words);
            traffic.announce("restarting");
            try {
                launch();
                return;
            } catch (ProblemException | UncheckedIOException e) {
                LOG.log(Level.WARNING, "Kernel " + id() + " could not be started anew", e);
                why = e.getMessage();
            }
        }
        dead(why);
    }

    private static String next(Death death) {
        return death.outOfMemory()
                ? "Hold less in memory at once, or make a larger instance: `%compute create NAME --size SIZE`; `%compute"
                        + " sizes` lists them."
                : "The kernel begins anew, without its variables: run the cells before this one again.";
    }

    private void endCells(LastWords words) {
        gap.forget(traffic.end(words, counted()));
    }

    private static LastWords ofDead(String why) {
        return new LastWords(why, "Restart the kernel, and run the cells again.", "");
    }

    private List<ExecutionModel> counted() {
        try {
            return executions();
        } catch (UncheckedIOException e) { // then without their numbers
            LOG.log(Level.WARNING, "The cells of kernel " + id() + " cannot be counted", e);
            return List.of();
        }
    }

    private void dead(String why) {
        run = Optional.empty();
        reason = Optional.of(why);
        traffic.notice(why);
        gap.end();
        endCells(ofDead(why));
        traffic.announce("dead");
    }

    private ProblemException diedAtStart(Death death, String lines) {
        return Problem.of(
                        500,
                        "kernel-died-at-start",
                        "The kernel \"" + request.name() + "\" ended before it answered. " + death.reason()
                                + quoted(lines),
                        "Start its command line in a terminal to see more.")
                .asException();
    }

    private ProblemException silent() {
        return Problem.of(
                        500,
                        "kernel-start-timeout",
                        "The kernel \"" + request.name() + "\" did not answer within "
                                + request.timeout().toSeconds() + " s and was ended." + quoted(folder.lastLines()),
                        "Give it longer with KERNEL_LAUNCH_TIMEOUT.")
                .asException();
    }

    private static String quoted(String lines) {
        return lines.isEmpty() ? " It wrote nothing." : " The last lines it wrote:\n" + lines;
    }

    private void close() {
        try {
            traffic.journal().close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Cannot close the journal of kernel " + id(), e);
        }
    }
}
