package dev.atelier.gateway.link;

import java.io.IOException;

/** The agent did not answer: nothing is known about what happens there. */
public final class AgentUnreachable extends UpstreamException {
    private static final long serialVersionUID = 1L;

    AgentUnreachable(IOException cause) {
        super("the instance's agent does not answer", cause);
    }
}
