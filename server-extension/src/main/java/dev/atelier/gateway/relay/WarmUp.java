package dev.atelier.gateway.relay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Json;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.compute.Agents;
import dev.atelier.gateway.compute.Computes;
import dev.atelier.gateway.http.Gate;
import dev.atelier.gateway.http.GateConfig;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.http.Routes;
import dev.atelier.gateway.identity.Authenticator;
import dev.atelier.gateway.identity.Permission;
import dev.atelier.gateway.link.AgentClient;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Has some hundred cells run once after the gateway's start, on a kernel that nobody sees: code that a fresh JVM has not
 * compiled yet makes the first hundred cells half as slow again, and those should not be a person's. They take the way of a
 * notebook's cells, through a gate of their own.
 */
public final class WarmUp implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(WarmUp.class.getName());
    /** Always the same, so that the next gateway ends what a killed one left. */
    private static final String KERNEL = "a7e11e40-0000-4000-8000-000000000000";

    private static final String PATH = "/warm-up/channels";
    private static final Duration START = Duration.ofSeconds(40);
    /** A person who has waited for the page opens it in this second. */
    private static final Duration BREATH = Duration.ofSeconds(1);

    private static final Duration END = Duration.ofSeconds(3);
    private static final int CELLS = 150;
    private static final Duration PAUSE = Duration.ofMillis(3);

    private final Agents agents;
    private final KernelChannels channels;
    private final Authenticator authenticator;
    private final String token;
    private final HttpClient http;
    private final boolean wanted;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final Thread thread;

    /**
     * @param token of a person, for the gate
     * @param wanted whether cells are run; if not, only what an earlier warm-up left is ended
     */
    public WarmUp(
            Agents agents,
            KernelChannels channels,
            Authenticator authenticator,
            String token,
            HttpClient http,
            boolean wanted) {
        this.wanted = wanted;
        this.agents = agents;
        this.channels = channels;
        this.authenticator = authenticator;
        this.token = token;
        this.http = http;
        this.thread = Thread.ofVirtual().name("warm-up").unstarted(this::run);
    }

    /** Begins with the first agent of this computer's own instance. */
    public void arrived(String instance) {
        if (instance.equals(Computes.LOCAL) && begun.compareAndSet(false, true)) {
            thread.start();
        }
    }

    /** The border: where it fails, nothing is lost but speed. */
    private void run() {
        Optional<AgentClient> agent = agents.of(Computes.LOCAL);
        if (agent.isEmpty()) {
            return;
        }
        try {
            Thread.sleep(BREATH);
            end(agent.orElseThrow()); // of a gateway that was killed meanwhile
            if (wanted) {
                long start = System.nanoTime();
                warm(agent.orElseThrow());
                long millis = (System.nanoTime() - start) / 1_000_000;
                LOG.log(Level.INFO, () -> "warmed up with " + 2 * CELLS + " cells in " + millis + " ms");
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "the gateway ends");
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.INFO, () -> "not warmed up: " + e.getMessage());
        }
    }

    private void warm(AgentClient agent) throws IOException, InterruptedException {
        ObjectNode wish = Json.mapper()
                .createObjectNode()
                .put("name", "python3")
                .put("kernel_id", KERNEL)
                .put("wait_seconds", START.toSeconds());
        Route route = Route.upgrade(
                PATH, Permission.CONTRIBUTE, (request, thread) -> channels.join(agent, KERNEL, request, thread));
        try (Gate gate = new Gate(GateConfig.loopback(0), new Routes(List.of(route)), authenticator)) {
            agent.call("POST", "/api/kernels", Optional.of(wish), START.multipliedBy(2));
            gate.start();
            URI address = URI.create("ws://127.0.0.1:" + gate.port() + PATH);
            for (KernelRelay.Protocol protocol : List.of(KernelRelay.Protocol.V1, KernelRelay.Protocol.DEFAULT)) {
                cells(address, protocol);
            }
        } finally {
            end(agent);
        }
    }

    private void cells(URI address, KernelRelay.Protocol protocol) throws IOException, InterruptedException {
        try (WarmUpClient client = WarmUpClient.connect(http, address, token, protocol)) {
            for (int i = 0; i < CELLS; i++) {
                client.cell();
                Thread.sleep(PAUSE);
            }
        }
    }

    private static void end(AgentClient agent) throws IOException, InterruptedException {
        try {
            agent.call("DELETE", "/api/kernels/" + KERNEL, Optional.empty(), START);
        } catch (ProblemException e) {
            if (e.problem().status() != 404) {
                throw e;
            }
        }
    }

    @Override
    public void close() {
        if (begun.getAndSet(true) && thread.isAlive()) {
            thread.interrupt();
            try {
                if (!thread.join(END)) {
                    LOG.log(Level.INFO, "the warm-up's kernel is left to the next gateway");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
