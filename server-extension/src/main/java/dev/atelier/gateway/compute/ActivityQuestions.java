package dev.atelier.gateway.compute;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.api.GpuUsage;
import dev.atelier.api.Usage;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Asks agents what goes on with them: all at once, in bounded time. */
final class ActivityQuestions {
    /** A dead kernel does nothing; whatever is neither is on its way to somewhere. */
    private static final Set<String> QUIET = Set.of("idle", "dead");

    private final Agents agents;
    private final Occupation occupation;

    ActivityQuestions(Agents agents, Occupation occupation) {
        this.agents = agents;
        this.occupation = occupation;
    }

    /** Of {@code GET /agent/v1/status}. */
    private record Status(
            int jobs, @JsonProperty("last_activity") Optional<Instant> lastActivity) {}

    /** Of {@code GET /api/kernels}. */
    private record Kernel(
            String id, @JsonProperty("execution_state") String state) {}

    /** By instance; who did not answer all of it in time is left out. */
    Map<String, Activity> ask(Collection<String> instances) throws InterruptedException {
        Map<String, Kernel[]> kernels = agents.ask(instances, "/api/kernels", Kernel[].class);
        Map<String, Usage> usages = agents.ask(kernels.keySet(), "/agent/v1/usage", Usage.class);
        Map<String, Status> statuses = agents.ask(usages.keySet(), "/agent/v1/status", Status.class);
        Map<String, Activity> activities = new HashMap<>();
        statuses.forEach((name, status) -> status.lastActivity()
                .ifPresent(last -> activities.put(
                        name, activity(name, last, status.jobs(), List.of(kernels.get(name)), usages.get(name)))));
        return activities;
    }

    private Activity activity(String name, Instant last, int jobs, List<Kernel> kernels, Usage usage) {
        return new Activity(
                last,
                kernels.stream()
                        .filter(kernel -> !QUIET.contains(kernel.state()))
                        .map(kernel -> occupation.notebookOf(kernel.id()).orElse(kernel.id()))
                        .toList(),
                occupation.startsOn(name),
                Math.max(jobs, occupation.jobsOn(name)),
                usage.cpus(),
                usage.cpu(),
                Stream.ofNullable(usage.gpus())
                        .flatMap(List::stream)
                        .map(GpuUsage::utilization)
                        .flatMap(Optional::stream)
                        .max(Double::compare));
    }
}
