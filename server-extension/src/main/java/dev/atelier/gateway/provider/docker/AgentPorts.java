package dev.atelier.gateway.provider.docker;

import java.io.IOException;
import java.net.URI;

/** Where an agent is reached here whose port is published on the loopback of the engine's computer. */
interface AgentPorts {

    /**
     * From now on.
     *
     * @param container its name, a slash before it, as an engine writes it
     */
    URI url(String container, int port) throws IOException;

    /** It does not run, so its port may be another's. */
    void ended(String container);

    /** It is gone. */
    void removed(String container) throws IOException;

    /** The engine's computer is this one. */
    static AgentPorts here() {
        return new AgentPorts() {
            @Override
            public URI url(String container, int port) {
                return URI.create("http://127.0.0.1:" + port);
            }

            @Override
            public void ended(String container) {}

            @Override
            public void removed(String container) {}
        };
    }
}
