package dev.atelier.gateway.compute;

import dev.atelier.api.Gpu;
import dev.atelier.api.IdleShutdown;
import dev.atelier.api.Instance;
import dev.atelier.api.InstanceState;
import dev.atelier.api.Schedule;
import dev.atelier.api.SshHost;
import dev.atelier.gateway.provider.Place;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An instance as the store has it: what is wanted, and what is. */
public record InstanceRecord(
        String name,
        String owner,
        String provider,
        String size,
        Optional<String> image,
        Optional<String> description,
        Map<String, String> tags,
        Optional<SshHost> ssh,
        Desired desired,
        InstanceState state,
        Optional<String> reason,
        Instant since,
        Instant created,
        long generation,
        IdleRule idle,
        Hold hold) {

    public Place place() {
        return new Place(name, owner, size, image, ssh, generation);
    }

    /** Whether somebody wants it to run. */
    public boolean wanted() {
        return desired == Desired.RUNNING || desired == Desired.RESTARTED;
    }

    /** Whether it is on its way to run. */
    public boolean starting() {
        return wanted() && !state.settled();
    }

    public Instance shown(
            List<Gpu> gpus, int kernels, int jobs, Optional<IdleShutdown> idleShutdown, List<Schedule> schedules) {
        return new Instance(
                name,
                owner,
                provider,
                size,
                image,
                description,
                tags,
                ssh,
                gpus,
                state,
                reason,
                since,
                created,
                generation,
                idle.minutes(),
                idleShutdown,
                schedules,
                kernels,
                jobs,
                Optional.empty());
    }
}
