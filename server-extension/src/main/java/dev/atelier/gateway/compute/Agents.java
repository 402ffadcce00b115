package dev.atelier.gateway.compute;

import dev.atelier.gateway.link.AgentAddress;
import dev.atelier.gateway.link.AgentClient;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The agents of the instances that run, as the reconciler found them. */
public final class Agents {
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
