package dev.atelier.gateway.provider;

import dev.atelier.api.SshHost;

/**
 * A Docker engine on another computer, as the operator names it.
 *
 * @param name lower-case letters, digits and dashes; its provider is {@code docker:NAME}
 * @param host how SSH leads there, with the key that the operator accepted, if any
 * @param socket where the engine listens there; an absolute path
 */
public record NamedEngine(String name, SshHost host, String socket) {
    /** Where an engine listens when nobody has said otherwise. */
    public static final String USUAL_SOCKET = "/var/run/docker.sock";
}
