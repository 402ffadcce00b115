package dev.atelier.gateway.jupyter;

import dev.atelier.gateway.event.EventLog;
import dev.atelier.gateway.store.Database;
import java.util.Optional;

/** Writes an event for each kernel of which its agent says that it died. The agent is untrusted: what it says is bounded. */
public final class KernelDeaths {
    private static final int LONGEST = 1000;

    private final Database database;
    private final EventLog events;
    private final Kernels kernels;

    public KernelDeaths(Database database, EventLog events, Kernels kernels) {
        this.database = database;
        this.events = events;
        this.kernels = kernels;
    }

    /** As an agent tells it: {@code {"kernel":"…","death":{"reason":"…"}}}. */
    public record Told(String kernel, How death) {
        /** Only what an event says; the rest stands in the kernel's model. */
        public record How(String reason) {}
    }

    /** The event is of kind {@code kernel}, with the kernel's id as subject, the state {@code Died} and the reason. */
    public void heard(String instance, Told told) {
        Optional<String> reason = Optional.ofNullable(told.death()).map(Told.How::reason);
        Optional<String> kernel = Optional.ofNullable(told.kernel()).filter(id -> kernels.isOn(id, instance));
        if (reason.isPresent() && kernel.isPresent()) {
            String words =
                    reason.get().substring(0, Math.min(LONGEST, reason.get().length()));
            database.write(h -> {
                events.append(h, "kernel", kernel.get(), "Died", words);
                return kernel;
            });
        }
    }
}
