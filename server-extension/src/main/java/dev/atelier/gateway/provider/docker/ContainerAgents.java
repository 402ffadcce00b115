package dev.atelier.gateway.provider.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import dev.atelier.gateway.link.AgentAddress;
import dev.atelier.gateway.link.AgentClient;
import dev.atelier.gateway.provider.AgentSetup;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the agent of a container is told, and where it is reached. */
final class ContainerAgents {
    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

    private final HttpClient http;
    private final AgentPorts ports;
    private final int spareKernels;

    ContainerAgents(HttpClient http, AgentPorts ports, int spareKernels) {
        this.http = http;
        this.ports = ports;
        this.spareKernels = spareKernels;
    }

    AgentSetup setup(String instance, String secret, Images.Facts image, Optional<AgentSetup.Spare> spare) {
        return new AgentSetup(
                instance,
                secret,
                "0.0.0.0",
                ContainerPaths.AGENT_PORT,
                ContainerPaths.STATE.resolve("agent"),
                ContainerPaths.SHARE,
                ContainerPaths.SCRATCH,
                image.prefix(),
                image.kernelPath(),
                Map.of(
                        "ATELIER_MOUNTS", ContainerPaths.MOUNTS.toString(),
                        "ATELIER_SCRATCH", ContainerPaths.SCRATCH.toString()),
                spareKernels,
                spare);
    }

    /** Empty while the container has no port. */
    Optional<AgentAddress> address(InspectContainerResponse seen, String secret) throws IOException {
        Ports.Binding[] bindings =
                seen.getNetworkSettings().getPorts().getBindings().get(ExposedPort.tcp(ContainerPaths.AGENT_PORT));
        if (bindings == null || bindings.length == 0 || !isPort(bindings[0].getHostPortSpec())) {
            return Optional.empty();
        }
        URI base = ports.url(seen.getName(), Integer.parseInt(bindings[0].getHostPortSpec()));
        return Optional.of(new AgentAddress(base, secret));
    }

    private static boolean isPort(String spec) {
        return spec != null && PORT.matcher(spec).matches();
    }

    /** Nobody is led to where it listened any more. */
    void ended(String container) {
        ports.ended("/" + container);
    }

    void removed(String container) throws IOException {
        ports.removed("/" + container);
    }

    AgentClient client(AgentAddress address) {
        return new AgentClient(address, http);
    }
}
