package dev.atelier.agent;

import dev.atelier.agent.channel.KernelRoutes;
import dev.atelier.agent.config.AgentConfig;
import dev.atelier.agent.config.PrivateFiles;
import dev.atelier.agent.config.StateLock;
import dev.atelier.agent.http.AgentServer;
import dev.atelier.agent.http.Router;
import dev.atelier.agent.job.Execution;
import dev.atelier.agent.job.JobRoutes;
import dev.atelier.agent.job.Jobs;
import dev.atelier.agent.keepalive.KeepaliveRoutes;
import dev.atelier.agent.keepalive.KeptProcesses;
import dev.atelier.agent.kernel.Kernels;
import dev.atelier.agent.link.CallSocket;
import dev.atelier.agent.link.Link;
import dev.atelier.agent.port.PortRoutes;
import dev.atelier.agent.process.Detached;
import dev.atelier.agent.process.InstanceEnvironment;
import dev.atelier.agent.process.InstanceName;
import dev.atelier.agent.process.ShareFolder;
import dev.atelier.agent.process.Starts;
import dev.atelier.agent.telemetry.UsageMeter;
import dev.atelier.agent.terminal.TerminalRoutes;
import dev.atelier.agent.terminal.Terminals;
import dev.atelier.api.Json;
import dev.atelier.api.Timestamps;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

/** One agent: everything that it is made of. */
public final class Agent implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Agent.class.getName());
    private static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(5);
    private static final Duration HANGUP_GRACE = Duration.ofMillis(500);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("timer").daemon().factory());
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicBoolean ending = new AtomicBoolean();
    private final Starts starts = new Starts();
    private final Path state;
    private final StateLock lock;
    private final Kernels kernels;
    private final Terminals terminals;
    private final Jobs jobs;
    private final CallSocket callSocket;
    private final AgentServer server;

    /** Takes over what an earlier agent left, and listens. */
    public Agent(AgentConfig config) throws IOException, InterruptedException {
        this.state = PrivateFiles.folder(config.state());
        this.lock = StateLock.take(state);
        Path socket = CallSocket.pathFor(state);
        InstanceName name = new InstanceName(config.instance(), config.spare().isPresent());
        InstanceEnvironment environment = new InstanceEnvironment(
                System.getenv(),
                config.environment(),
                config.python(),
                () -> Map.of("ATELIER_INSTANCE", name.value(), "ATELIER_SOCKET", socket.toString()));
        Detached detached = new Detached(config.python());
        ShareFolder share = new ShareFolder(config.share());
        Link link = new Link();
        this.kernels = new Kernels(config, environment, detached, timer, starts, death -> link.tell(Json.write(death)));
        // Whatever else is started may install something, which a Python that runs already would not see.
        Starts others = starts.after(kernels::endWarm);
        this.terminals = new Terminals(share, environment, others);
        this.jobs = new Jobs(state, share, environment, detached, timer, others);
        KeptProcesses kept = new KeptProcesses(state.resolve("keepalive.json"));
        AgentStatus status = new AgentStatus(name, Timestamps.now(), kernels, terminals, jobs, kept);
        Router router = new Router();
        UsageMeter usage = UsageMeter.of(
                environment, config.scratch().filter(Files::isDirectory).orElse(state));
        new AgentRoutes(status, name, usage, this::shutDown).addTo(router);
        new KernelRoutes(kernels).addTo(router);
        new TerminalRoutes(terminals).addTo(router);
        new JobRoutes(jobs, new Execution(share, environment, detached, others)).addTo(router);
        new PortRoutes().addTo(router);
        new KeepaliveRoutes(kept).addTo(router);
        link.addTo(router);
        this.server = new AgentServer(config.host(), config.port(), config.secret(), router);
        kernels.adoptAll();
        config.spare().flatMap(AgentConfig.Spare::kernel).ifPresent(kernels::keepWarm);
        jobs.adoptAll();
        this.callSocket = new CallSocket(socket, link);
        server.start();
        PrivateFiles.replace(state.resolve("agent.json"), Json.write(status.file(server.port())));
    }

    public int port() {
        return server.port();
    }

    /** Waits until the agent has ended. */
    public void awaitEnd() throws InterruptedException {
        over.await();
    }

    /** Ends the agent alone: its kernels and jobs live on for the next one. Terminals end with it. */
    @Override
    public void close() {
        if (!ending.compareAndSet(false, true)) {
            return;
        }
        starts.end();
        endTerminals();
        leave();
    }

    /** Ends everything, then the agent. Returns at once. */
    private void shutDown() {
        if (!ending.compareAndSet(false, true)) {
            return;
        }
        starts.end();
        Thread.ofPlatform().name("shutdown").start(() -> {
            List<Thread> ends = List.of(
                    Thread.ofVirtual().start(() -> kernels.endAll(SHUTDOWN_GRACE)),
                    Thread.ofVirtual().start(this::endJobs),
                    Thread.ofVirtual().start(this::endTerminals));
            ends.forEach(Agent::join);
            leave();
        });
    }

    private void leave() {
        kernels.leaveAll();
        callSocket.close();
        server.stop();
        timer.shutdownNow();
        unlist();
        over.countDown();
    }

    private void unlist() {
        try {
            Files.deleteIfExists(state.resolve("agent.json"));
            lock.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The state folder cannot be left tidy", e);
        }
    }

    private void endJobs() {
        try {
            jobs.endAll(SHUTDOWN_GRACE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void endTerminals() {
        try {
            terminals.endAll(HANGUP_GRACE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            LOG.log(Level.WARNING, "interrupted while ending everything");
            Thread.currentThread().interrupt();
        }
    }
}
