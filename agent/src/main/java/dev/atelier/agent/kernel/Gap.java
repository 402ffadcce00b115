package dev.atelier.agent.kernel;

import dev.atelier.agent.wire.HeaderPeek;
import dev.atelier.agent.wire.KernelMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is sent to a kernel from the end of a process until the next one answers, kept for that one as ZeroMQ keeps it for a Jupyter server. Its
 * own lock, held for a moment: I/O threads enter.
 */
final class Gap {
    private static final int MOST = 1000;
    private static final long MOST_BYTES = 32 << 20;

    private Optional<List<KernelMessage>> held = Optional.empty();
    private long bytes;

    /** From now on no process takes what is sent, but one will. */
    synchronized void begin() {
        if (held.isEmpty()) {
            held = Optional.of(new ArrayList<>());
            bytes = 0;
        }
    }

    /** @return whether it is kept; else there is no gap, or it is full */
    synchronized boolean hold(KernelMessage message) {
        if (held.isEmpty() || held.get().size() >= MOST || bytes + message.size() > MOST_BYTES) {
            return false;
        }
        bytes += message.size();
        return held.get().add(message);
    }

    /** These were answered without a kernel. */
    synchronized void forget(Set<String> ids) {
        held.ifPresent(messages -> messages.removeIf(message ->
                HeaderPeek.at(message.header()).id().filter(ids::contains).isPresent()));
    }

    /** The gap is over. */
    synchronized List<KernelMessage> end() {
        List<KernelMessage> messages = held.orElse(List.of());
        held = Optional.empty();
        return messages;
    }
}
