package dev.atelier.gateway.once;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.http.Request;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request's {@code Idempotency-Key}: 1 to {@value #LONGEST} letters, digits and signs of ASCII, without spaces, quotes and
 * commas. The draft has it between quotes, as a string of RFC 8941; most clients send it without, and both are the same key.
 */
record Key(String text) {
    static final String HEADER = "Idempotency-Key";

    /** As Stripe bounds them. */
    private static final int LONGEST = 255;

    private static final Pattern KEY = Pattern.compile("\"([!#-+\\--\\[\\]-~]+)\"|([!#-+\\--\\[\\]-~]+)");

    /** @throws ProblemException {@code bad-key} (400) where there is one that is none, or several */
    static Optional<Key> of(Request request) {
        Optional<String> sent = request.header(HEADER).map(String::strip);
        if (sent.isEmpty()) {
            return Optional.empty();
        }
        if (request.headerList(HEADER).size() > 1) {
            throw bad("there are several, or one with a comma");
        }
        Matcher matcher = KEY.matcher(sent.orElseThrow());
        String key = matcher.matches()
                ? Optional.ofNullable(matcher.group(1)).orElseGet(() -> matcher.group(2))
                : sent.orElseThrow();
        if (key.isEmpty() || key.length() > LONGEST) {
            throw bad(key.isEmpty() ? "it is empty" : "it has " + key.length() + " characters, more than " + LONGEST);
        }
        if (!matcher.matches()) {
            throw bad("it has other characters than letters, digits and signs of ASCII, or half its quotes");
        }
        return Optional.of(new Key(key));
    }

    private static ProblemException bad(String why) {
        return Problem.of(
                        400,
                        "bad-key",
                        "The header " + HEADER + " is no key: " + why + ".",
                        "Send a random one that you use for this request alone, like a UUID.")
                .asException();
    }
}
