package dev.atelier.gateway.provider.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.link.AgentAddress;
import dev.atelier.gateway.link.AgentUnreachable;
import dev.atelier.gateway.provider.AgentSetup;
import dev.atelier.gateway.provider.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Waits for the agent of a container that was started, and says why none comes. */
final class Arrival {
    private static final Duration READY = Duration.ofSeconds(60);
    private static final long PAUSE_MILLIS = 10;
    private static final int LOG_LINES = 5;

    private final Containers containers;
    private final ContainerAgents agents;

    Arrival(Containers containers, ContainerAgents agents) {
        this.containers = containers;
        this.agents = agents;
    }

    /**
     * Until it answers.
     *
     * @param config what the agent was told
     * @throws ProblemException {@code agent-failed} with its last words, {@code container-gone}
     */
    AgentAddress await(String container, Place place, Path config) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(READY);
        while (Instant.now().isBefore(deadline)) {
            InspectContainerResponse seen = require(container, place);
            if (!Containers.isRunning(seen)) {
                throw failed(
                        container,
                        place,
                        "ended with exit code " + seen.getState().getExitCodeLong());
            }
            Optional<AgentAddress> address = agents.address(seen, AgentSetup.secret(config));
            if (address.isPresent() && answers(address.orElseThrow())) {
                return address.orElseThrow();
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        throw failed(container, place, "was not ready within " + READY.toSeconds() + " s");
    }

    private boolean answers(AgentAddress address) throws IOException, InterruptedException {
        try {
            agents.client(address).status();
            return true;
        } catch (AgentUnreachable e) {
            return false;
        }
    }

    InspectContainerResponse require(String container, Place place) throws IOException, InterruptedException {
        return containers
                .inspect(container)
                .orElseThrow(() -> Problem.of(
                                500,
                                "container-gone",
                                "The container of " + place.name() + " is gone: somebody removed it.",
                                "Delete the instance, then create it anew.")
                        .asException());
    }

    private ProblemException failed(String container, Place place, String what)
            throws IOException, InterruptedException {
        String last = containers.output(container, LOG_LINES);
        return Problem.of(
                        500,
                        "agent-failed",
                        "The container of " + place.name() + " " + what + (last.isEmpty() ? "." : ": " + last),
                        "Look at it with: docker logs " + container)
                .asException();
    }
}
