package dev.atelier.gateway.link;

import java.net.URI;

/**
 * Where an agent listens, and the secret that it wants.
 *
 * @param base without a slash at the end: {@code http://127.0.0.1:40123}
 */
public record AgentAddress(URI base, String secret) {

    /** Never shows the secret. */
    @Override
    public String toString() {
        return base.toString();
    }
}
