package dev.atelier.gateway.provider.docker;

import dev.atelier.gateway.provider.ssh.EngineHost;
import java.nio.file.Path;

/** How the share gets into the containers of an engine. */
sealed interface ContainerShare {

    /** The share here. */
    Path folder();

    /** It is a folder of the engine's own computer. */
    record Bound(Path folder) implements ContainerShare {}

    /**
     * It is served from here: a helper container for each instance mounts it among the instance's datastores, and {@link
     * ContainerPaths#SHARE} is a link to that.
     */
    record Served(Path folder, EngineHost host) implements ContainerShare {}
}
