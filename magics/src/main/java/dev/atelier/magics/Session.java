package dev.atelier.magics;

import dev.atelier.api.ProblemException;
import dev.atelier.api.client.AtelierClient;
import dev.atelier.api.client.Gateways;
import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.MagicException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** One call of a magic: where it runs, and the gateway that it asks. The gateway is looked for when first asked. */
public final class Session {
    private final MagicContext context;

    public Session(MagicContext context) {
        this.context = context;
    }

    public MagicContext context() {
        return context;
    }

    /** Asks the gateway; what it refuses is told in the words of where we are. */
    public <T> T ask(Function<AtelierClient, T> question) {
        try {
            return question.apply(Gateways.client(context.environment()));
        } catch (ProblemException e) {
            throw new MagicException(inOurWords(e.getMessage()), e);
        }
    }

    /** Where the gateway answers to HTTP; nowhere inside an instance. */
    public Optional<Gateways.Address> address() {
        try {
            return Gateways.address(context.environment());
        } catch (ProblemException e) {
            throw new MagicException(inOurWords(e.getMessage()), e);
        }
    }

    public void tell(Consumer<AtelierClient> order) {
        ask(client -> {
            order.accept(client);
            return true;
        });
    }

    /** Commands stand in back quotes, without what goes before them: {@code %} here, {@code ./atelier } there. */
    public String inOurWords(String message) {
        return message.replaceAll("`(compute|datastore|mount|unmount|token|person)\\b", "`" + context.prompt() + "$1")
                .replace("`", "");
    }

    /** The instance that is meant when none is named: the one we are on. */
    public String here() {
        return context.environment().getOrDefault("ATELIER_INSTANCE", "local");
    }

    public void requireYes(boolean yes, String what, String command) {
        if (!yes) {
            throw new MagicException(what + " To do it, add --yes: " + context.prompt() + command + " --yes");
        }
    }
}
