package dev.atelier.gateway.identity;

import dev.atelier.api.Names;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.Timestamps;
import dev.atelier.gateway.store.Columns;
import dev.atelier.gateway.store.Database;
import dev.atelier.gateway.store.Lookups;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;

/** The people of the workspace and what proves who they are. */
public final class People implements Authenticator {
    private static final System.Logger LOG = System.getLogger(People.class.getName());
    private static final Duration LOGIN = Duration.ofDays(30);
    /** One more signs the oldest out. */
    private static final int MOST_LOGINS = 200;

    private static final String TOKEN = "SELECT p.name, p.role, t.hash AS token, t.used, t.expires AS ends"
            + " FROM token t JOIN person p ON p.name = t.person AND p.removed IS NULL WHERE t.hash = :hash";
    /** A login ends with the token that it was made with. */
    private static final String LOGGED_IN = "SELECT p.name, p.role, l.token, t.used,"
            + " min(l.expires, coalesce(t.expires, l.expires)) AS ends"
            + " FROM login l JOIN person p ON p.name = l.person AND p.removed IS NULL LEFT JOIN token t ON t.hash = l.token"
            + " WHERE l.hash = :hash AND (l.token IS NULL OR t.hash IS NOT NULL)";

    private static final Duration NOTED = Duration.ofMinutes(5);

    /**
     * Who may come in.
     *
     * @param before when the token was used last
     * @param ends empty for never
     */
    private record Use(Principal by, Optional<String> token, Instant before, Optional<Instant> ends) {}

    private final Database database;
    private final Lookups<String, Optional<Use>> tokens;
    private final Lookups<String, Optional<Use>> logins;
    private final Set<String> noting = ConcurrentHashMap.newKeySet();
    private volatile Instant notNoted = Instant.MIN;

    public People(Database database) {
        this.database = database;
        this.tokens = new Lookups<>(database, (h, hash) -> use(h, TOKEN, hash));
        this.logins = new Lookups<>(database, (h, hash) -> use(h, LOGGED_IN, hash));
    }

    /** Makes sure that the person is there with this role and may come in with this token, for ever. */
    public void admit(String person, Role role, String token) {
        admit(person, role, token, Optional.empty());
    }

    /** The same until then; a token that is known already gets this end instead of the one it had. */
    public void admit(String person, Role role, String token, Instant expires) {
        admit(person, role, token, Optional.of(expires));
    }

    private void admit(String person, Role role, String token, Optional<Instant> expires) {
        String now = Timestamps.format(Timestamps.now());
        database.write(h -> {
            h.execute(
                    "INSERT INTO person (name, role, created) VALUES (?, ?, ?) ON CONFLICT (name)"
                            + " DO UPDATE SET role = ?, removed = NULL",
                    person,
                    role.name(),
                    now,
                    role.name());
            return h.execute(
                    "INSERT INTO token (hash, person, created, expires) VALUES (?, ?, ?, ?)"
                            + " ON CONFLICT (hash) DO UPDATE SET expires = excluded.expires",
                    Secrets.hash(token),
                    person,
                    now,
                    expires.map(Timestamps::format).orElse(null));
        });
    }

    /** The person of that name. */
    public Optional<Principal> named(String person) {
        return database.read(h -> named(h, person));
    }

    /**
     * The same in a transaction that is about to make something theirs.
     *
     * @throws ProblemException {@code unknown-person} (404) where there is nobody of that name, or nobody any more
     */
    public static Principal require(Handle transaction, String person) {
        return named(transaction, person).orElseThrow(() -> unknown(person));
    }

    private static Optional<Principal> named(Handle handle, String person) {
        return handle.createQuery(
                        "SELECT name, role FROM person WHERE name = ? COLLATE NOCASE AND removed IS NULL ORDER BY name <> ?")
                .bind(0, person)
                .bind(1, person)
                .map((row, context) -> Principal.person(row.getString("name"), Role.valueOf(row.getString("role"))))
                .findFirst();
    }

    /** {@code unknown-person} (404). */
    public static ProblemException unknown(String person) {
        return Problem.of(
                        404,
                        "unknown-person",
                        "There is no person “" + Names.shown(person) + "”.",
                        "See who there is with: `person list`")
                .asException();
    }

    /** Whose proof this is by now; nobody's once it has ended. Who asks so does not use it. */
    public Optional<Principal> holder(Proof proof) {
        return good(tokens, proof).or(() -> good(logins, proof)).map(Use::by);
    }

    @Override
    public boolean stands(Proof proof, Principal as) {
        return holder(proof)
                .filter(now -> now.person().equals(as.person()) && now.role().covers(as.role()))
                .isPresent();
    }

    @Override
    public Optional<Principal> token(String token) {
        return owner(tokens, Proof.of(token));
    }

    @Override
    public Optional<Principal> cookie(String value) {
        return owner(logins, Proof.of(value));
    }

    @Override
    public String newCookie(Principal principal) {
        return newCookie(principal, "");
    }

    @Override
    public String newCookie(Principal principal, String token) {
        String value = Secrets.draw();
        String now = Timestamps.format(Timestamps.now());
        String month = Timestamps.format(Timestamps.now().plus(LOGIN));
        database.write(h -> {
            String expires =
                    end(h, token).filter(end -> end.compareTo(month) < 0).orElse(month);
            h.execute("DELETE FROM login WHERE expires < ?", now);
            h.execute(
                    "DELETE FROM login WHERE person = ? AND rowid NOT IN"
                            + " (SELECT rowid FROM login WHERE person = ? ORDER BY rowid DESC LIMIT ?)",
                    principal.person(),
                    principal.person(),
                    MOST_LOGINS - 1);
            return h.execute(
                    "INSERT INTO login (hash, person, expires, token) VALUES (?, ?, ?, ?)",
                    Secrets.hash(value),
                    principal.person(),
                    expires,
                    token.isEmpty() ? null : Secrets.hash(token));
        });
        return value;
    }

    @Override
    public void revokeCookie(String value) {
        database.write(h -> h.execute("DELETE FROM login WHERE hash = ?", Secrets.hash(value)));
    }

    private static Optional<String> end(Handle handle, String token) {
        return handle.createQuery("SELECT expires FROM token WHERE hash = ? AND expires IS NOT NULL")
                .bind(0, Secrets.hash(token))
                .mapTo(String.class)
                .findOne();
    }

    private static Optional<Use> use(Handle handle, String query, String hash) {
        return handle.createQuery(query)
                .bind("hash", hash)
                .map((row, context) -> new Use(
                        Principal.person(row.getString("name"), Role.valueOf(row.getString("role"))),
                        Columns.text(row, "token"),
                        Columns.optionalTime(row, "used").orElse(Instant.MIN),
                        Columns.optionalTime(row, "ends")))
                .findOne();
    }

    private Optional<Principal> owner(Lookups<String, Optional<Use>> kept, Proof proof) {
        Optional<Use> use = good(kept, proof);
        use.ifPresent(this::note);
        return use.map(Use::by);
    }

    private static Optional<Use> good(Lookups<String, Optional<Use>> kept, Proof proof) {
        Instant now = Timestamps.now();
        return kept.get(proof.hash())
                .filter(known -> known.ends().map(now::isBefore).orElse(true));
    }

    /** Now and then: it is for people to see which tokens nobody needs any more. Nobody waits for it. */
    private void note(Use use) {
        Instant now = Timestamps.now();
        Instant before = now.minus(NOTED);
        boolean fresh = use.before().isAfter(before) || notNoted.isAfter(before);
        if (!fresh && use.token().filter(noting::add).isPresent()) {
            String hash = use.token().orElseThrow();
            Thread.ofVirtual().name("token-used").start(() -> {
                try {
                    write(hash, now);
                } finally {
                    noting.remove(hash);
                }
            });
        }
    }

    /** The border: a store that takes nothing now keeps nobody out, and is not asked again at once. */
    private void write(String hash, Instant now) {
        try {
            String time = Timestamps.format(now);
            database.write(h -> h.execute("UPDATE token SET used = ? WHERE hash = ?", time, hash));
        } catch (RuntimeException e) {
            notNoted = now;
            LOG.log(Level.INFO, () -> "when a token was used could not be noted: " + e.getMessage());
        }
    }
}
