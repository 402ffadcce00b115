package dev.atelier.gateway.http;

import dev.atelier.api.Problem;
import dev.atelier.gateway.identity.Secrets;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How often somebody may ask, and how often they may be wrong about a secret. A token that was right before may always be
 * tried: on one computer, or behind one proxy, a forgotten program with an old token must not keep its neighbours out.
 */
final class RateLimits {
    private static final String ALL = "all";
    private static final int MOST_PROVEN = 1_000;

    private final Buckets people;
    private final Buckets strangers;
    private final Buckets wrong;
    private final Buckets wrongAltogether;
    /** Hashes; they open nothing, each is looked up as ever. */
    private final Set<String> proven = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_PROVEN;
        }
    });

    RateLimits(GateConfig.Rates rates) {
        people = new Buckets(rates.person());
        strangers = new Buckets(rates.stranger());
        wrong = new Buckets(rates.wrongSecrets());
        wrongAltogether = new Buckets(rates.wrongSecretsOfAll());
    }

    /** @throws TooManyException when this person has asked too often */
    void askedBy(String person) {
        require(people.take(person), "Too many requests came from " + person + ".");
    }

    /** @throws TooManyException when somebody who is not signed in has asked too often from there */
    void askedFrom(InetAddress address) {
        require(strangers.take(ClientAddress.counted(address)), "Too many requests came from this address.");
    }

    /** @throws TooManyException when there were too many wrong ones, and this one was never right */
    void requireMayTry(InetAddress address, String token) {
        synchronized (proven) {
            if (!proven.isEmpty() && proven.contains(Secrets.hash(token))) {
                return;
            }
        }
        requireMayTry(address);
    }

    /** @throws TooManyException when there were too many wrong secrets */
    void requireMayTry(InetAddress address) {
        Optional<Duration> wait = wrong.wait(ClientAddress.counted(address)).or(() -> wrongAltogether.wait(ALL));
        require(wait, "Too many wrong tokens were tried.");
    }

    void right(String token) {
        String hash = Secrets.hash(token);
        synchronized (proven) {
            proven.add(hash);
        }
    }

    void wrong(InetAddress address) {
        wrong.take(ClientAddress.counted(address));
        wrongAltogether.take(ALL);
    }

    private static void require(Optional<Duration> wait, String detail) {
        if (wait.isPresent()) {
            long seconds = Math.max(1, wait.orElseThrow().plusMillis(999).toSeconds());
            throw new TooManyException(
                    Problem.of(429, "too-many-requests", detail, "Wait for " + seconds + " s."), seconds);
        }
    }
}
