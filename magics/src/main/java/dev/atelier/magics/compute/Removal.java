package dev.atelier.magics.compute;

import dev.atelier.api.Instance;
import dev.atelier.api.InstanceState;
import dev.atelier.kernel.magic.MagicException;
import dev.atelier.magics.Session;

/**
 * An instance goes.
 *
 * @param done what it is then: {@code deleted}
 * @param command the words that ask for it: {@code compute delete NAME}
 */
record Removal(Session session, String name, String done, String command) {

    /** In the ordinary way; where it can't be reached, says how it goes all the same. */
    void ask() {
        try {
            new InstanceWatch(session, name).follow("Deleting", client -> {
                client.delete(name);
                return name;
            });
        } catch (MagicException e) {
            if (session.ask(client -> isAway(client.instance(name)))) {
                throw new MagicException(
                        e.getMessage() + " It is " + done + " as soon as it can be reached. To forget it now: "
                                + session.context().prompt() + command + " --force --yes",
                        e);
            }
            throw e;
        }
    }

    /** Also where it can't be reached. */
    void force(String label) {
        new InstanceWatch(session, name).follow("Deleting", client -> {
            session.context().print(label + ": " + client.forget(name) + ".\n");
            return name;
        });
    }

    private static boolean isAway(Instance instance) {
        return instance.state() == InstanceState.UNKNOWN || instance.state() == InstanceState.UNUSABLE;
    }
}
