package dev.atelier.gateway.provider;

import dev.atelier.api.ContainerDetails;
import java.io.IOException;
import java.util.Optional;

/** A provider whose instances are containers, and that can say of what. */
public interface ContainerAware {

    /** Asks the engine; empty where there is no container. */
    Optional<ContainerDetails> details(Place place) throws IOException, InterruptedException;
}
