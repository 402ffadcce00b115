package dev.atelier.agent.kernel;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** The connections to one kernel, one for each session. Any thread. */
final class Attachments {
    private final Map<String, Attachment> bySession = new ConcurrentHashMap<>();

    /**
     * Adds a connection, unless a later one of its session is there already: threads may bring them in another order than that
     * in which they came.
     *
     * @return the one of the two that has to go
     */
    Optional<Attachment> add(String session, Attachment attachment) {
        AtomicReference<Attachment> over = new AtomicReference<>();
        bySession.compute(session, (name, present) -> {
            boolean latest = present == null || present.arrival() < attachment.arrival();
            over.set(latest ? present : attachment);
            return latest ? attachment : present;
        });
        return Optional.ofNullable(over.get());
    }

    /** @return whether it was there */
    boolean remove(String session, Attachment attachment) {
        return bySession.remove(session, attachment);
    }

    Set<String> sessions() {
        return bySession.keySet();
    }

    int count() {
        return bySession.size();
    }

    void close(Attachment.Reason reason) {
        bySession.values().forEach(attachment -> attachment.close(reason));
    }
}
