package dev.atelier.gateway.identity;

import dev.atelier.api.AccessToken;
import dev.atelier.api.Names;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.Timestamps;
import dev.atelier.api.TokenSpec;
import dev.atelier.gateway.store.Columns;
import dev.atelier.gateway.store.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** The workspace's tokens as their owners see them: made, listed and revoked. */
public final class Tokens {
    private static final int MOST = 500;
    private static final int ID_LENGTH = 8;
    private static final String HOME = "home";
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(3653);
    /** Those that have ended are shown for so long. */
    private static final Duration REMEMBERED = Duration.ofDays(30);

    private final Database database;
    private final Proof home;

    /** @param home the token in {@code ATELIER_HOME}, with which programs of this computer come in */
    public Tokens(Database database, Proof home) {
        this.database = database;
        this.home = home;
    }

    public List<AccessToken> all() {
        return database.read(this::all);
    }

    /**
     * One of them.
     *
     * @param which its name or its id
     * @throws ProblemException {@code unknown-token} (404)
     */
    public AccessToken require(String which) {
        return database.read(h -> require(h, which));
    }

    private List<AccessToken> all(Handle handle) {
        return handle.createQuery("SELECT * FROM token ORDER BY created, rowid")
                .map((row, context) -> read(row))
                .list();
    }

    /**
     * Makes a token for a person, the one who asks or another; it ends no later than what they come with.
     *
     * @throws ProblemException {@code bad-name} (400), {@code bad-expiry} (400), {@code token-exists} (409), {@code unknown-person} (404),
     *     {@code too-many-tokens} (429)
     */
    public AccessToken create(Principal who, Optional<Proof> by, TokenSpec spec) {
        String secret = Secrets.draw();
        Proof proof = Proof.of(secret);
        String name = spec.name().map(Names::requireToken).orElseGet(() -> "token-" + id(proof));
        Instant now = Timestamps.now();
        Optional<Instant> wanted = spec.expiresInSeconds().map(seconds -> now.plusSeconds(lasting(seconds)));
        AccessToken made = database.write(h -> {
            h.execute("DELETE FROM token WHERE expires < ?", Timestamps.format(now.minus(REMEMBERED)));
            String owner = People.require(h, spec.owner().orElse(who.person())).person();
            List<AccessToken> there = all(h);
            requireFree(there, name);
            Optional<Instant> expires = Stream.concat(wanted.stream(), by.flatMap(p -> end(h, p)).stream())
                    .min(Instant::compareTo);
            h.createUpdate("INSERT INTO token (hash, person, created, expires, name) VALUES (?, ?, ?, ?, ?)")
                    .bind(0, proof.hash())
                    .bind(1, owner)
                    .bind(2, Timestamps.format(now))
                    .bind(3, Columns.of(expires.map(Timestamps::format)))
                    .bind(4, name)
                    .execute();
            return new AccessToken(id(proof), name, owner, now, Optional.empty(), expires, Optional.empty());
        });
        return made.withToken(secret);
    }

    private static long lasting(long seconds) {
        if (seconds < SHORTEST.toSeconds() || seconds > LONGEST.toSeconds()) {
            throw Problem.of(
                            400,
                            "bad-expiry",
                            "A token can't end after " + seconds + " s.",
                            "Let it last from a minute to ten years, or leave it out for one that does not end.")
                    .asException();
        }
        return seconds;
    }

    private static void requireFree(List<AccessToken> there, String name) {
        if (there.stream().anyMatch(t -> t.name().equalsIgnoreCase(name) || t.id().equals(name))) {
            throw Problem.of(
                            409,
                            "token-exists",
                            "There is a token “" + name + "” already.",
                            "Choose another name, or revoke it first with: `token revoke " + name + " --yes`")
                    .asException();
        }
        if (there.size() >= MOST) {
            throw Problem.of(
                            429,
                            "too-many-tokens",
                            "There are " + MOST + " tokens, which is the most.",
                            "Revoke some that are not needed any more: `token list`")
                    .asException();
        }
    }

    /** When what somebody comes with ends, a login with its token. */
    private static Optional<Instant> end(Handle handle, Proof proof) {
        return handle.createQuery("SELECT t.expires FROM token t WHERE t.expires IS NOT NULL"
                        + " AND (t.hash = :hash OR t.hash = (SELECT token FROM login WHERE hash = :hash))")
                .bind("hash", proof.hash())
                .mapTo(String.class)
                .findFirst()
                .map(Instant::parse);
    }

    /**
     * Makes a token worthless, with the logins that were made with it.
     *
     * @param which its name or its id
     * @throws ProblemException {@code unknown-token} (404), {@code home-token} (409)
     */
    public void revoke(String which) {
        database.write(h -> {
            AccessToken token = require(h, which);
            if (token.id().equals(id(home))) {
                throw Problem.of(
                                409,
                                "home-token",
                                "“" + HOME
                                        + "” is the token in ATELIER_HOME, with which programs of this computer come in.",
                                "For a new one stop the gateway, delete the file “token” there, and start it; then revoke"
                                        + " the old one.")
                        .asException();
            }
            h.execute(
                    "DELETE FROM login WHERE token IN (SELECT hash FROM token WHERE substr(hash, 1, ?) = ?)",
                    ID_LENGTH,
                    token.id());
            return h.execute("DELETE FROM token WHERE substr(hash, 1, ?) = ?", ID_LENGTH, token.id());
        });
    }

    private AccessToken require(Handle handle, String which) {
        return all(handle).stream()
                .filter(t -> t.id().equals(which) || t.name().equalsIgnoreCase(which))
                .findFirst()
                .orElseThrow(() -> Problem.of(
                                404,
                                "unknown-token",
                                "There is no token “" + Names.shown(which) + "”.",
                                "See those that there are with: `token list`")
                        .asException());
    }

    private AccessToken read(ResultSet row) throws SQLException {
        Proof proof = new Proof(row.getString("hash"));
        String id = id(proof);
        return new AccessToken(
                id,
                proof.equals(home) ? HOME : Columns.text(row, "name").orElse(id),
                row.getString("person"),
                Columns.time(row, "created"),
                Columns.optionalTime(row, "used"),
                Columns.optionalTime(row, "expires"),
                Optional.empty());
    }

    private static String id(Proof proof) {
        return proof.hash().substring(0, ID_LENGTH);
    }
}
