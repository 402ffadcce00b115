package dev.atelier.gateway.provider.docker;

import dev.atelier.api.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which spares can be taken over, and which somebody is changing or removing now. */
final class SpareShelf {
    /** Whoever has just taken one has the computer to himself for a while. */
    private static final Duration REST = Duration.ofSeconds(10);

    private final Map<String, Spare> ready = new HashMap<>();
    private final Set<String> held = new HashSet<>();
    private Instant lastTaken = Instant.EPOCH;

    /**
     * One that can be taken over.
     *
     * @param terms it was made by these, whatever a size of that name means by now
     * @param image the id of what it was made from
     */
    record Spare(String id, String size, String terms, String image, String secret) {}

    synchronized Map<String, Integer> ready() {
        Map<String, Integer> counts = new HashMap<>();
        ready.values().forEach(spare -> counts.merge(spare.size(), 1, Integer::sum));
        return counts;
    }

    /** One by these terms for the caller alone, who takes it over. */
    synchronized Optional<Spare> reserve(Size size, Images.Facts image, String terms) {
        Optional<Spare> found = ready.values().stream()
                .filter(spare -> spare.size().equals(size.name())
                        && spare.image().equals(image.id())
                        && spare.terms().equals(terms))
                .findFirst();
        found.ifPresent(spare -> {
            ready.remove(spare.id());
            held.add(spare.id());
            lastTaken = Instant.now();
        });
        return found;
    }

    /** False where somebody else is at it. */
    synchronized boolean hold(String id) {
        if (!held.add(id)) {
            return false;
        }
        ready.remove(id);
        return true;
    }

    synchronized boolean isHeld(String id) {
        return held.contains(id);
    }

    synchronized void release(String id) {
        held.remove(id);
    }

    synchronized void offer(Spare spare) {
        if (!held.contains(spare.id())) {
            ready.put(spare.id(), spare);
        }
    }

    /** Forgets those that are not among these any more. */
    synchronized void keepOnly(Set<String> ids) {
        ready.keySet().retainAll(ids);
    }

    /** Whether nobody has taken one just now. */
    synchronized boolean isQuiet() {
        return lastTaken.plus(REST).isBefore(Instant.now());
    }
}
