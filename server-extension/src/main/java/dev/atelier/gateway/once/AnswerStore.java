package dev.atelier.gateway.once;

import dev.atelier.api.Timestamps;
import dev.atelier.gateway.store.Columns;
import dev.atelier.gateway.store.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** The answers in the store: of each person the newest {@value #MOST}, for {@link #TIME}. */
final class AnswerStore {
    /** As long as Stripe keeps them at least. */
    static final Duration TIME = Duration.ofHours(24);

    static final int MOST = 1000;

    private final Database database;
    private final InstantSource clock;

    AnswerStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    Optional<Kept> find(String same) {
        return database.read(h -> h.createQuery("SELECT * FROM answer WHERE id = ? AND made > ?")
                .bind(0, same)
                .bind(1, oldest())
                .map((row, context) -> read(row))
                .findOne());
    }

    /** Whatever is too old, or too much of this person's, goes with the same write. Nothing of the disk's reserve is for this. */
    void keep(KeyedRequest request, Kept kept) {
        String person = request.who().person();
        database.writeNew(h -> {
            h.execute("DELETE FROM answer WHERE made <= ?", oldest());
            h.createUpdate("INSERT OR REPLACE INTO answer (id, person, fingerprint, made, status, location, type, body,"
                            + " omitted) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
                    .bind(0, request.same())
                    .bind(1, person)
                    .bind(2, kept.fingerprint())
                    .bind(3, Timestamps.format(clock.instant()))
                    .bind(4, kept.status())
                    .bind(5, Columns.of(kept.location()))
                    .bind(6, Columns.of(kept.type()))
                    .bind(7, kept.body())
                    .bind(8, Columns.of(kept.omitted()))
                    .execute();
            return h.execute(
                    "DELETE FROM answer WHERE person = ? AND rowid NOT IN"
                            + " (SELECT rowid FROM answer WHERE person = ? ORDER BY made DESC, rowid DESC LIMIT " + MOST
                            + ")",
                    person,
                    person);
        });
    }

    private String oldest() {
        return Timestamps.format(clock.instant().minus(TIME));
    }

    private static Kept read(ResultSet row) throws SQLException {
        return new Kept(
                row.getString("fingerprint"),
                row.getInt("status"),
                Columns.text(row, "location"),
                Columns.text(row, "type"),
                row.getBytes("body"),
                Columns.text(row, "omitted"));
    }
}
