package dev.atelier.magics.token;

import dev.atelier.api.AccessToken;
import dev.atelier.api.TokenSpec;
import dev.atelier.kernel.magic.MagicException;
import dev.atelier.magics.compute.Names;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code token create}. */
@Command(name = "create", description = "Make a token, yours or another person's; it is shown now and never again.")
final class CreateToken implements Callable<AccessToken> {
    private static final Pattern LASTING = Pattern.compile("([0-9]{1,6})(min|h|d|w)");

    @ParentCommand
    private TokenCommand parent;

    @Option(names = "--name", description = "What it is called; a name is drawn if left out.")
    private String name;

    @Option(
            names = "--for",
            paramLabel = "PERSON",
            completionCandidates = Names.People.class,
            description = "Whom it lets in, with the rights that they have; you if left out.")
    private String person;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description = "When it ends: 45min, 12h, 30d or 4w from now; it does not if left out.")
    private String expires;

    @Override
    public AccessToken call() {
        Optional<Long> lasting = Optional.ofNullable(expires).map(CreateToken::seconds);
        TokenSpec wanted = new TokenSpec(Optional.ofNullable(name), Optional.ofNullable(person), lasting);
        AccessToken made = parent.session().ask(client -> client.createToken(wanted));
        parent.session()
                .context()
                .print("The token " + made.name() + (person == null ? "" : " of " + made.owner()) + " expires "
                        + Ends.words(made)
                        + ". Keep it; it is not shown again:\n" + made.token().orElse("") + "\n");
        return made;
    }

    private static long seconds(String text) {
        Matcher matcher = LASTING.matcher(text);
        if (!matcher.matches()) {
            throw new MagicException("“" + text + "” is no time. Write --expires 45min, 12h, 30d or 4w.");
        }
        long count = Long.parseLong(matcher.group(1));
        Duration lasting = switch (matcher.group(2)) {
            case "min" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            case "d" -> Duration.ofDays(count);
            default -> Duration.ofDays(7 * count);
        };
        return lasting.toSeconds();
    }
}
