package dev.atelier.magics.token;

import dev.atelier.magics.compute.Names;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code token revoke}. */
@Command(name = "revoke", description = "Make a token worthless, and end the logins that were made with it.")
final class RevokeToken implements Callable<Void> {
    @ParentCommand
    private TokenCommand parent;

    @Parameters(
            paramLabel = "NAME|ID",
            completionCandidates = Names.Tokens.class,
            description = "The token, as “token list” has it.")
    private String token;

    @Option(names = "--yes", description = "Really do it.")
    private boolean yes;

    @Override
    public Void call() {
        parent.session()
                .requireYes(
                        yes,
                        "Whoever uses the token " + token
                                + " is shut out, and signed out where they signed in with it.",
                        "token revoke " + token);
        parent.session().tell(client -> client.revokeToken(token));
        parent.session().context().print("The token " + token + " is revoked.\n");
        return null;
    }
}
