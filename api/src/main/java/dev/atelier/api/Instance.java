package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An instance as the API shows it.
 *
 * @param size the name of its {@link Size}
 * @param image what its container is made from; empty where there is no container, or the provider's default was meant
 * @param ssh the host that it is, where it was attached
 * @param gpus those that were seen when it was started last, where its provider looks for them
 * @param state what is, not what is wanted
 * @param reason why it is so, in words for a person; empty when there is nothing to say
 * @param since when the state began
 * @param generation counts the creations of this name, so that a later instance is not taken for an earlier one
 * @param idleMinutes after how many minutes without activity it is stopped; never when empty
 * @param idleShutdown whether and when that happens, of one that runs
 * @param schedules when it is started and stopped
 * @param kernels how many kernels run on it, as last heard
 * @param container what it was made with, where it is a container; only where one instance is asked for, since its engine is asked
 */
public record Instance(
        String name,
        String owner,
        String provider,
        String size,
        Optional<String> image,
        Optional<String> description,
        Map<String, String> tags,
        Optional<SshHost> ssh,
        List<Gpu> gpus,
        InstanceState state,
        Optional<String> reason,
        Instant since,
        @JsonProperty("created_on") Instant createdOn,
        long generation,
        @JsonProperty(IdleSpec.FIELD) Optional<Integer> idleMinutes,
        @JsonProperty("idle_shutdown") Optional<IdleShutdown> idleShutdown,
        List<Schedule> schedules,
        int kernels,
        int jobs,
        Optional<ContainerDetails> container) {

    public Instance {
        gpus = gpus == null ? List.of() : List.copyOf(gpus);
        idleMinutes = idleMinutes == null ? Optional.empty() : idleMinutes;
        idleShutdown = idleShutdown == null ? Optional.empty() : idleShutdown;
        schedules = schedules == null ? List.of() : List.copyOf(schedules);
        container = container == null ? Optional.empty() : container;
    }

    public Instance withContainer(Optional<ContainerDetails> details) {
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
                createdOn,
                generation,
                idleMinutes,
                idleShutdown,
                schedules,
                kernels,
                jobs,
                details);
    }
}
