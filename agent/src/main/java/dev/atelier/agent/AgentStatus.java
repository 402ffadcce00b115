package dev.atelier.agent;

import dev.atelier.agent.job.Jobs;
import dev.atelier.agent.keepalive.KeptProcesses;
import dev.atelier.agent.kernel.Kernel;
import dev.atelier.agent.kernel.KernelModel;
import dev.atelier.agent.kernel.Kernels;
import dev.atelier.agent.process.InstanceName;
import dev.atelier.agent.terminal.Terminals;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the agent says of itself. */
final class AgentStatus {
    private final InstanceName name;
    private final Instant started;
    private final Kernels kernels;
    private final Terminals terminals;
    private final Jobs jobs;
    private final KeptProcesses kept;

    AgentStatus(
            InstanceName name, Instant started, Kernels kernels, Terminals terminals, Jobs jobs, KeptProcesses kept) {
        this.name = name;
        this.started = started;
        this.kernels = kernels;
        this.terminals = terminals;
        this.jobs = jobs;
        this.kept = kept;
    }

    static String version() {
        return Optional.ofNullable(AgentStatus.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    /** The content of {@code agent.json}. */
    Map<String, Object> file(int port) {
        return new TreeMap<>(
                Map.of("port", port, "pid", ProcessHandle.current().pid(), "version", version(), "started", started));
    }

    /** The answer of {@code GET /agent/v1/status}. */
    Map<String, Object> answer() {
        List<KernelModel> models = kernels.all().stream().map(Kernel::model).toList();
        // An earlier agent's jobs are there still; since they ended, somebody had this one started.
        Instant lastActivity = Stream.of(
                        Stream.of(started),
                        models.stream().map(KernelModel::lastActivity),
                        terminals.lastActivity().stream(),
                        jobs.lastActivity().stream())
                .flatMap(times -> times)
                .max(Instant::compareTo)
                .orElseThrow();
        Map<String, Object> answer = new TreeMap<>();
        answer.put("instance", name.value());
        answer.put("version", version());
        answer.put("pid", ProcessHandle.current().pid());
        answer.put("started", started);
        answer.put("kernels", models.size());
        answer.put("warm", kernels.hasWarm());
        answer.put("spares", kernels.spares());
        answer.put("terminals", terminals.count());
        answer.put("jobs", jobs.count());
        answer.put(
                "kept", kept.running().stream().map(KeptProcesses.Kept::shown).toList());
        answer.put("last_activity", lastActivity);
        return answer;
    }
}
