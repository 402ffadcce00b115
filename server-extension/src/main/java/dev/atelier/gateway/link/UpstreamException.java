package dev.atelier.gateway.link;

import java.io.IOException;

/** Something behind the gateway does not answer: the request was fine, and may be sent again. Answered with 503. */
public abstract class UpstreamException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param message says what does not answer, in words that a client may see */
    protected UpstreamException(String message, Throwable cause) {
        super(message, cause);
    }
}
