package dev.atelier.magics.compute;

import dev.atelier.api.TerminalLink;
import dev.atelier.magics.Session;

/** What both verbs {@code terminal} begin with. */
public final class NewTerminal {
    private NewTerminal() {}

    /** Opens a terminal on an instance; one that is starting is waited for. */
    public static TerminalLink open(Session session, String instance) {
        new InstanceWatch(session, instance).settle("Starting");
        return session.ask(client -> client.terminal(instance));
    }
}
