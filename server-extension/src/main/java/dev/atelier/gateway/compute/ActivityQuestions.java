package dev.atelier.gateway.compute;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.api.GpuUsage;
import dev.atelier.api.Names;
import dev.atelier.api.Usage;
import java.lang.System.Logger.Level;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Asks agents what goes on with them: all at once, in bounded time. */
final class ActivityQuestions {
    /** A dead kernel does nothing; whatever is neither is on its way to somewhere. */
    private static final Set<String> QUIET = Set.of("idle", "dead");

    private static final System.Logger LOG = System.getLogger(ActivityQuestions.class.getName());
    /** A usage is measured every two seconds, and asking takes its time. */
    private static final Duration TOLERATED = Duration.ofSeconds(30);
    /** However many are busy, these make a line that a person can read. */
    private static final int SHOWN = 3;

    private final Agents agents;
    private final Occupation occupation;

    ActivityQuestions(Agents agents, Occupation occupation) {
        this.agents = agents;
        this.occupation = occupation;
    }

    /** Of {@code GET /agent/v1/status}. */
    private record Status(
            int jobs,
            List<KeptProcess> kept,
            @JsonProperty("last_activity") Optional<Instant> lastActivity) {
        /** An agent of an earlier version says nothing of them. */
        List<String> processes() {
            return Stream.ofNullable(kept)
                    .flatMap(List::stream)
                    .filter(Objects::nonNull)
                    .limit(SHOWN)
                    .map(KeptProcess::shown)
                    .toList();
        }
    }

    private record KeptProcess(long pid, Optional<String> command) {
        String shown() {
            return pid
                    + Optional.ofNullable(command)
                            .flatMap(name -> name)
                            .map(name -> " (" + Names.shown(name) + ")")
                            .orElse("");
        }
    }

    /** Of {@code GET /api/kernels}. */
    record Kernel(
            Optional<String> id,
            @JsonProperty("execution_state") Optional<String> state) {
        Kernel {
            id = id == null ? Optional.empty() : id;
            state = state == null ? Optional.empty() : state;
        }

        boolean works() {
            return state.filter(QUIET::contains).isEmpty();
        }

        String shownId() {
            return Names.shown(id.orElse(""));
        }
    }

    /** By instance; who did not answer all of it in time is left out. */
    Map<String, Activity> ask(Collection<String> instances) throws InterruptedException {
        Map<String, Kernel[]> kernels = agents.ask(instances, "/api/kernels", Kernel[].class);
        Map<String, Usage> usages = agents.ask(kernels.keySet(), "/agent/v1/usage", Usage.class);
        Map<String, Status> statuses = agents.ask(usages.keySet(), "/agent/v1/status", Status.class);
        Map<String, Activity> activities = new HashMap<>();
        statuses.forEach((name, status) -> last(status, usages.get(name))
                .ifPresent(last ->
                        activities.put(name, activity(name, last, status, kernels.get(name), usages.get(name)))));
        return activities;
    }

    /** By this computer's clock: that of an attached host may be wrong by hours, and an early stop ends somebody's work. */
    private static Optional<Instant> last(Status status, Usage usage) {
        if (status.lastActivity() == null || usage.measured() == null) {
            return Optional.empty();
        }
        try {
            Duration behind = Duration.between(Instant.parse(usage.measured()), Instant.now());
            Duration wrong = behind.abs().compareTo(TOLERATED) > 0 ? behind : Duration.ZERO;
            return status.lastActivity().map(time -> time.plus(wrong));
        } catch (DateTimeException | ArithmeticException e) {
            LOG.log(Level.INFO, () -> "an agent tells no time that could be: " + e.getMessage());
            return Optional.empty();
        }
    }

    private Activity activity(String name, Instant last, Status status, Kernel[] kernels, Usage usage) {
        return new Activity(
                last,
                Stream.of(kernels)
                        .filter(kernel -> kernel != null && kernel.works())
                        .limit(SHOWN)
                        .map(Kernel::shownId)
                        .map(id -> occupation.notebookOf(id).orElse(id))
                        .toList(),
                occupation.startsOn(name),
                Math.max(status.jobs(), occupation.jobsOn(name)),
                status.processes(),
                usage.cpus(),
                usage.cpu(),
                Stream.ofNullable(usage.gpus())
                        .flatMap(List::stream)
                        .map(GpuUsage::utilization)
                        .flatMap(Optional::stream)
                        .max(Double::compare));
    }
}
