package dev.atelier.magics.token;

import dev.atelier.api.AccessToken;
import dev.atelier.api.client.AtelierClient;
import dev.atelier.magics.show.Ages;
import dev.atelier.magics.show.Cell;
import dev.atelier.magics.show.Table;
import dev.atelier.magics.show.Tone;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code token list}. */
@Command(name = "list", description = "List the tokens of the workspace.")
final class ListTokens implements Callable<List<AccessToken>> {
    @ParentCommand
    private TokenCommand parent;

    @Override
    public List<AccessToken> call() {
        List<AccessToken> tokens = parent.session().ask(AtelierClient::tokens);
        Table table = new Table("There are no tokens.", "NAME", "ID", "OWNER", "CREATED", "LAST USED", "EXPIRES");
        for (AccessToken token : tokens) {
            table.add(
                    Cell.of(token.name()),
                    Cell.of(token.id()),
                    Cell.of(token.owner()),
                    Cell.of(Ages.since(token.created()) + " ago"),
                    Cell.of(token.used().map(used -> Ages.since(used) + " ago").orElse("never")),
                    ends(token));
        }
        parent.session().context().show(table.rendering());
        return tokens;
    }

    private static Cell ends(AccessToken token) {
        return Ends.hasEnded(token) ? Cell.of(Ends.words(token), Tone.QUIET) : Cell.of(Ends.words(token));
    }
}
