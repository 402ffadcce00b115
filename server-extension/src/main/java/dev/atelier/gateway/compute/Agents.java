package dev.atelier.gateway.compute;

import dev.atelier.api.ProblemException;
import dev.atelier.gateway.link.AgentAddress;
import dev.atelier.gateway.link.AgentClient;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** The agents of the instances that run, as the reconciler found them. */
public final class Agents {
    private static final System.Logger LOG = System.getLogger(Agents.class.getName());
    private static final Duration LISTING = Duration.ofSeconds(3);

    private final Map<String, AgentClient> byInstance = new ConcurrentHashMap<>();
    private final List<Consumer<String>> arrivals = new CopyOnWriteArrayList<>();
    private final HttpClient http;

    public Agents(HttpClient http) {
        this.http = http;
    }

    /** Is told the instance's name whenever an agent is there that was not there, or elsewhere, before. */
    public void onArrival(Consumer<String> action) {
        arrivals.add(action);
    }

    public Optional<AgentClient> of(String instance) {
        return Optional.ofNullable(byInstance.get(instance));
    }

    /**
     * Asks the agents of these instances for something to list, all at once; those that are not there or do not answer in
     * time are left out. One that hangs must not hold up everybody's lists.
     */
    public <T> Map<String, T> ask(Collection<String> instances, String path, Class<T> type)
            throws InterruptedException {
        Map<String, T> answers = new ConcurrentHashMap<>();
        try (var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
            instances.forEach(instance -> of(instance)
                    .ifPresent(agent -> tasks.submit(() -> {
                        ask(instance, agent, path, type).ifPresent(answer -> answers.put(instance, answer));
                        return null;
                    })));
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return answers;
    }

    private static <T> Optional<T> ask(String instance, AgentClient agent, String path, Class<T> type)
            throws InterruptedException {
        try {
            return Optional.of(
                    agent.call("GET", path, Optional.empty(), LISTING).as(type));
        } catch (IOException | ProblemException e) {
            LOG.log(Level.INFO, () -> instance + ": as last known: " + e.getMessage());
            return Optional.empty();
        }
    }

    public AgentClient client(AgentAddress address) {
        return new AgentClient(address, http);
    }

    void arrived(String instance, AgentAddress address) {
        AgentClient before = byInstance.get(instance);
        if (before == null || !before.address().equals(address)) {
            byInstance.put(instance, client(address));
            arrivals.forEach(a -> a.accept(instance));
        }
    }

    void left(String instance) {
        byInstance.remove(instance);
    }
}
