package dev.atelier.gateway.application;

import dev.atelier.api.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Ports of the gateway's own host, each an application's for as long as it is in use. An application gets the one that it had, if it can. */
final class ApplicationPorts {
    /** So long nobody has come to an application whose port becomes another's: what lets in there has ended with that. */
    static final Duration REST = Grants.REST;

    /** A port that is an application's now. */
    record Lease(int port, ApplicationName application) {}

    private record Held(Lease lease, Instant used) {}

    private final List<Integer> ports;
    private final InstantSource clock;
    private final Predicate<ApplicationName> inUse;
    /** Changed under the lock; looked at on I/O threads. */
    private final Map<Integer, Held> held = new ConcurrentHashMap<>();

    /** @param inUse whether anything is open to the application, however long ago it began */
    ApplicationPorts(List<Integer> ports, InstantSource clock, Predicate<ApplicationName> inUse) {
        this.ports = List.copyOf(ports);
        this.clock = clock;
        this.inUse = inUse;
    }

    boolean isEmpty() {
        return ports.isEmpty();
    }

    boolean isOne(int port) {
        return ports.contains(port);
    }

    /** Whose this port is. */
    Optional<Lease> at(int port) {
        return Optional.ofNullable(held.get(port)).map(Held::lease);
    }

    /** Somebody who may has come in there; whoever only knocks keeps nobody else's application from it. */
    void use(Lease lease) {
        Instant now = clock.instant();
        held.computeIfPresent(lease.port(), (p, h) -> h.lease().equals(lease) ? new Held(lease, now) : h);
    }

    /**
     * The application's port, given to it now where it has none.
     *
     * @throws dev.atelier.api.ProblemException {@code no-port-left} (503)
     */
    synchronized Lease lease(ApplicationName application) {
        Lease lease = held.values().stream()
                .map(Held::lease)
                .filter(l -> l.application().equals(application))
                .findFirst()
                .or(() -> free(application))
                .or(() -> rested(application))
                .orElseThrow(() -> Problem.of(
                                503,
                                "no-port-left",
                                "The " + ports.size() + " ports for applications are all in use.",
                                "Close applications and come back when they have rested for an hour; or give the gateway more"
                                        + " --application-ports.")
                        .asException());
        held.put(lease.port(), new Held(lease, clock.instant()));
        return lease;
    }

    /** From the same place on each time, so that a bookmark is right after the gateway's restart too. */
    private Optional<Lease> free(ApplicationName application) {
        int first = Math.floorMod(application.label().hashCode(), ports.size());
        return IntStream.range(0, ports.size())
                .map(i -> ports.get((first + i) % ports.size()))
                .filter(port -> !held.containsKey(port))
                .mapToObj(port -> new Lease(port, application))
                .findFirst();
    }

    /** A page that is still open would be on the same origin as the next application's, so nobody's port is taken early. */
    private Optional<Lease> rested(ApplicationName application) {
        Instant since = clock.instant().minus(REST);
        return held.values().stream()
                .filter(h -> h.used().isBefore(since))
                .filter(h -> !inUse.test(h.lease().application()))
                .min(Comparator.comparing(Held::used))
                .map(h -> new Lease(h.lease().port(), application));
    }
}
