package dev.atelier.gateway.provider;

import dev.atelier.api.Size;
import dev.atelier.gateway.link.AgentAddress;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes instances of one kind. Throws {@link dev.atelier.api.ProblemException} with words for a person. */
public interface Provider {

    /** The word for {@code --provider}. */
    String name();

    /** The sizes to choose from, the default first; none where it can make no instances now. */
    List<Size> sizes();

    /** Brings the place into being: folders, environment, image. Tells its steps in words. */
    void prepare(Place place, Consumer<String> progress) throws IOException, InterruptedException;

    /** Starts the agent there, or finds the one that runs. */
    AgentAddress start(Place place, Consumer<String> progress) throws IOException, InterruptedException;

    /**
     * The agent's address, if one runs; asks what exists, not what should.
     *
     * @throws dev.atelier.gateway.link.AgentUnreachable where one should run there, and does not answer
     */
    Optional<AgentAddress> find(Place place) throws IOException, InterruptedException;

    /** Ends the agent and all that runs there; what the place holds is kept. */
    void stop(Place place) throws IOException, InterruptedException;

    /** Removes the stopped place and all that it holds. */
    void remove(Place place) throws IOException, InterruptedException;

    /** Where things are as the place's processes see them. */
    Inside inside(Place place) throws IOException, InterruptedException;
}
