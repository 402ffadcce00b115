package dev.atelier.gateway.application;

import dev.atelier.gateway.identity.Secrets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who has been let in where: codes, good once and for a minute, and what they become, the cookies of one application each. They end
 * with an hour of rest, after half a day, and with the gateway; a browser then comes in anew, by way of the gateway.
 */
final class Grants {
    private static final Duration CODE = Duration.ofMinutes(1);
    static final Duration REST = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofHours(12);
    /** One more ends the oldest. */
    private static final int MOST = 10_000;

    /** What a secret opens, and until when at the latest. */
    private record Grant(Visitor visitor, ApplicationName application, Instant begun, Instant used) {
        boolean isAlive(Instant now, Duration rest) {
            return now.isBefore(used.plus(rest)) && now.isBefore(begun.plus(LONGEST));
        }
    }

    private final InstantSource clock;
    // By the secrets' hashes, in the order of their making; guarded by this, which I/O threads take: nothing is hashed
    // in there.
    private final Map<String, Grant> codes = new LinkedHashMap<>();
    private final Map<String, Grant> cookies = new LinkedHashMap<>();

    Grants(InstantSource clock) {
        this.clock = clock;
    }

    /** A code for this person, to be {@link #redeem redeemed} at the application's own origin. */
    String code(Visitor visitor, ApplicationName application) {
        return add(codes, visitor, application);
    }

    /** The cookie's value for a code; none for one that is wrong, old, used or for another application. */
    Optional<String> redeem(String code, ApplicationName application) {
        return taken(Secrets.hash(code))
                .filter(grant -> grant.application().equals(application))
                .filter(grant -> grant.isAlive(clock.instant(), CODE))
                .map(grant -> add(cookies, grant.visitor(), application));
    }

    /** Whom this cookie lets in there; whether they still may is for others to say. */
    Optional<Visitor> visitor(String cookie, ApplicationName application) {
        return visitorOf(Secrets.hash(cookie), application);
    }

    private synchronized Optional<Grant> taken(String hash) {
        return Optional.ofNullable(codes.remove(hash));
    }

    private synchronized Optional<Visitor> visitorOf(String hash, ApplicationName application) {
        Instant now = clock.instant();
        Optional<Grant> grant = Optional.ofNullable(cookies.get(hash))
                .filter(g -> g.application().equals(application))
                .filter(g -> g.isAlive(now, REST));
        grant.ifPresent(g -> cookies.put(hash, new Grant(g.visitor(), application, g.begun(), now)));
        return grant.map(Grant::visitor);
    }

    /** The person has signed out. */
    synchronized void end(String person) {
        codes.values().removeIf(grant -> grant.visitor().person().person().equals(person));
        cookies.values().removeIf(grant -> grant.visitor().person().person().equals(person));
    }

    private String add(Map<String, Grant> grants, Visitor visitor, ApplicationName application) {
        Instant now = clock.instant();
        String secret = Secrets.draw();
        keep(grants, Secrets.hash(secret), new Grant(visitor, application, now, now));
        return secret;
    }

    private synchronized void keep(Map<String, Grant> grants, String hash, Grant made) {
        grants.values().removeIf(grant -> !grant.isAlive(made.begun(), REST));
        if (grants.size() >= MOST) {
            grants.remove(grants.keySet().iterator().next());
        }
        grants.put(hash, made);
    }
}
