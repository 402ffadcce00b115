package dev.atelier.gateway.provider;

import dev.atelier.gateway.link.UpstreamException;

/** What makes a provider's instances does not answer: nothing is known about them, and asking again may help. */
public final class ProviderUnreachable extends UpstreamException {
    private static final long serialVersionUID = 1L;

    /** @param message a sentence for a person, without its full stop */
    public ProviderUnreachable(String message, Throwable cause) {
        super(message, cause);
    }
}
