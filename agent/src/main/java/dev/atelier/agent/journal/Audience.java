package dev.atelier.agent.journal;

import java.util.Optional;

/**
 * Whom a message is for.
 *
 * @param session the one session; empty for every session
 */
public record Audience(Optional<String> session) {
    public static final Audience EVERYBODY = new Audience(Optional.empty());
    /** The agent's own notes: no session has an empty name. */
    public static final Audience NOBODY = new Audience(Optional.of(""));

    public static Audience only(String session) {
        return new Audience(Optional.of(session));
    }

    public boolean includes(String someSession) {
        return session.map(someSession::equals).orElse(true);
    }
}
