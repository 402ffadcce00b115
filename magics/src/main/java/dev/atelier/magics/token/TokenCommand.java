package dev.atelier.magics.token;

import dev.atelier.magics.Session;
import picocli.CommandLine.Command;

/** The verbs of {@code ./atelier token}. */
@Command(
        name = "token",
        description = "Tokens that let you in, for programs and other computers; for owners of the workspace.",
        subcommands = {CreateToken.class, ListTokens.class, RevokeToken.class})
public final class TokenCommand {
    private final Session session;

    public TokenCommand(Session session) {
        this.session = session;
    }

    Session session() {
        return session;
    }
}
