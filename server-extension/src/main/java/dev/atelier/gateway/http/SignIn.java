package dev.atelier.gateway.http;

import dev.atelier.gateway.identity.Authenticator;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.identity.Proof;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds out who asks: a token in the query, a token in {@code Authorization}, then the login cookie. Where the path has a
 * token, that one counts alone.
 */
final class SignIn {
    private static final Pattern AUTHORIZATION =
            Pattern.compile("(?:token|bearer)\\s+(\\S+)", Pattern.CASE_INSENSITIVE);

    /** How a request is signed. A token is sent by whoever holds it; a cookie comes along with any page's request. */
    enum Means {
        NONE,
        TOKEN,
        COOKIE
    }

    /** @param proof what came with the request, where it counted */
    record Identity(Optional<Principal> principal, Means means, Optional<Proof> proof) {
        static Identity nobody() {
            return new Identity(Optional.empty(), Means.NONE, Optional.empty());
        }

        static Identity of(Principal principal, Means means, String secret) {
            return new Identity(Optional.of(principal), means, Optional.of(Proof.of(secret)));
        }
    }

    private final Authenticator authenticator;
    private final RateLimits rates;

    SignIn(Authenticator authenticator, RateLimits rates) {
        this.authenticator = authenticator;
        this.rates = rates;
    }

    /** @throws TooManyException when too many wrong tokens came from there */
    Identity identify(Head head) {
        Optional<Identity> byToken = tokens(head)
                .flatMap(token -> tried(token, head.client()).map(p -> Identity.of(p, Means.TOKEN, token)).stream())
                .findFirst();
        if (byToken.isPresent() || head.pathToken().isPresent()) {
            return byToken.orElseGet(Identity::nobody);
        }
        return byCookie(head).orElseGet(Identity::nobody);
    }

    /** @throws TooManyException when too many wrong tokens came from there, and this one was never right */
    Optional<Principal> tried(String token, InetAddress client) {
        rates.requireMayTry(client, token);
        Optional<Principal> person = authenticator.token(token);
        person.ifPresentOrElse(p -> rates.right(token), () -> rates.wrong(client));
        return person;
    }

    /** Nobody where several logins come that are different people's: somebody else's script may have put one there. */
    Optional<Identity> byCookie(Head head) {
        List<Identity> all = head.host().stream()
                .flatMap(host -> head.cookies().values(SessionCookies.name(host, head.scheme())).stream())
                .flatMap(value -> authenticator.cookie(value).map(p -> Identity.of(p, Means.COOKIE, value)).stream())
                .toList();
        boolean onePerson = all.stream().map(Identity::principal).distinct().count() <= 1;
        return onePerson ? all.stream().findFirst() : Optional.empty();
    }

    /** Whether this is anybody's token or login; not counted as a try, so only for whoever has been let in. */
    boolean opens(String secret) {
        return authenticator
                .token(secret)
                .or(() -> authenticator.cookie(secret))
                .isPresent();
    }

    /** For whoever came with a token, which is one of this head's. */
    String newCookie(Head head, Principal principal) {
        String token = tokens(head)
                .filter(t -> authenticator.token(t).equals(Optional.of(principal)))
                .findFirst()
                .orElse("");
        return authenticator.newCookie(principal, token);
    }

    /** An {@code Authorization: token} without a value, as Jupyter's gateway client sends it, is none. */
    private static Stream<String> tokens(Head head) {
        if (head.pathToken().isPresent()) {
            return head.pathToken().stream();
        }
        Stream<String> query = head.query().first("token").stream().filter(token -> !token.isEmpty());
        Stream<String> header = head.header("Authorization").stream()
                .map(value -> AUTHORIZATION.matcher(value.strip()))
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1));
        return Stream.concat(query, header);
    }
}
