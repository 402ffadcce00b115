package dev.atelier.gateway.provider.ssh;

import dev.atelier.gateway.provider.AgentSetup;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where things are on a host.
 *
 * @param root {@code ~/.atelier/GATEWAY}: all that is ours there
 * @param place the instance's folder in it
 * @param toolbox the toolbox of this build
 */
record HostPaths(HostFacts facts, Path root, Path place, Path toolbox) {

    static HostPaths of(HostFacts facts, String gateway, String place, String version) {
        Path root = facts.home().resolve(".atelier").resolve(gateway);
        return new HostPaths(facts, root, root.resolve(place), root.resolve("toolbox-" + version));
    }

    Path java() {
        return toolbox.resolve("runtime/bin/java");
    }

    Path state() {
        return place.resolve("agent");
    }

    Path share() {
        return place.resolve("share");
    }

    Path scratch() {
        return place.resolve("scratch");
    }

    Path mounts() {
        return place.resolve("mnt");
    }

    Path environment() {
        return place.resolve("env");
    }

    /** The instance's own first; what people installed for themselves or for all comes after. */
    List<Path> kernelPath() {
        return List.of(
                environment().resolve("share/jupyter/kernels"),
                toolbox.resolve("share/jupyter/kernels"),
                facts.home().resolve(".local/share/jupyter/kernels"),
                facts.prefix().resolve("share/jupyter/kernels"),
                Path.of("/usr/local/share/jupyter/kernels"),
                Path.of("/usr/share/jupyter/kernels"));
    }

    /** What the agent there is told. */
    AgentSetup setup(String instance, String secret, int spareKernels) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "ATELIER_MOUNTS", mounts().toString(),
                "ATELIER_SCRATCH", scratch().toString(),
                "VIRTUAL_ENV", environment().toString(),
                "ATELIER_DATA", place.resolve("data").toString()));
        if (!facts.ipython()) { // else its settings are the person's, and stay where they are
            environment.put("IPYTHONDIR", place.resolve("ipython").toString());
        }
        return new AgentSetup(
                instance,
                secret,
                "127.0.0.1",
                0,
                state(),
                share(),
                scratch(),
                environment(),
                kernelPath(),
                environment,
                spareKernels,
                Optional.empty());
    }
}
