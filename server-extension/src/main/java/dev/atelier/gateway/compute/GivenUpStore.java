package dev.atelier.gateway.compute;

import dev.atelier.api.Timestamps;
import dev.atelier.gateway.event.EventLog;
import dev.atelier.gateway.provider.Place;
import dev.atelier.gateway.store.Columns;
import dev.atelier.gateway.store.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What was given up, in the store, until all of it is gone. */
final class GivenUpStore {
    private static final String KIND = "leftover";

    private final Database database;
    private final EventLog events;

    GivenUpStore(Database database, EventLog events) {
        this.database = database;
        this.events = events;
    }

    /** What was an instance once. */
    record GivenUp(String provider, Place place) {}

    List<GivenUp> all() {
        return database.read(h -> h.createQuery("SELECT * FROM given_up ORDER BY generation")
                .map((row, context) -> read(row))
                .list());
    }

    /** Those of this name, the oldest first. */
    List<GivenUp> named(String name) {
        return database.read(h -> h.createQuery("SELECT * FROM given_up WHERE name = ? ORDER BY generation")
                .bind(0, name)
                .map((row, context) -> read(row))
                .list());
    }

    static void put(Handle h, InstanceRecord instance) {
        h.execute(
                "INSERT OR IGNORE INTO given_up (generation, name, owner, provider, size, image, since)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                instance.generation(),
                instance.name(),
                instance.owner(),
                instance.provider(),
                instance.size(),
                Columns.of(instance.image()),
                Timestamps.format(Timestamps.now()));
    }

    /** Nothing of it is left. */
    void removed(GivenUp gone, String words) {
        Place place = gone.place();
        database.write(h -> {
            h.execute("DELETE FROM gpu WHERE instance = ? AND generation = ?", place.name(), place.generation());
            int known = h.execute("DELETE FROM given_up WHERE generation = ?", place.generation());
            if (known > 0) {
                events.append(h, KIND, place.name(), "Removed", words);
            }
            return known;
        });
    }

    private static GivenUp read(ResultSet row) throws SQLException {
        return new GivenUp(
                row.getString("provider"),
                new Place(
                        row.getString("name"),
                        row.getString("owner"),
                        row.getString("size"),
                        Columns.text(row, "image"),
                        Optional.empty(),
                        row.getLong("generation")));
    }
}
