package dev.atelier.gateway.provider.docker;

import dev.atelier.gateway.provider.AllowedFolders;
import java.nio.file.Path;

/**
 * Which engine it is, and what is different for one that is elsewhere.
 *
 * @param provider the word for {@code --provider}
 * @param folders of the engine's computer that may be datastores
 */
record Site(String provider, Engine engine, AgentPorts ports, ContainerShare share, AllowedFolders folders) {

    /** The engine of this computer. */
    static Site here(Path share, AllowedFolders folders) {
        return new Site(DockerProvider.NAME, new Engine(), AgentPorts.here(), new ContainerShare.Bound(share), folders);
    }
}
