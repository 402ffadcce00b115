package dev.atelier.gateway.compute;

import dev.atelier.api.Json;
import dev.atelier.api.ScheduleSpec;
import dev.atelier.api.Timestamps;
import dev.atelier.gateway.event.EventLog;
import dev.atelier.gateway.store.Columns;
import dev.atelier.gateway.store.Database;
import dev.atelier.gateway.store.Lookups;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The schedules in the store. What becomes of one is an event in the same transaction. */
final class ScheduleStore {
    private static final String KIND = "schedule";

    private final Database database;
    private final EventLog events;
    private final Lookups<String, List<ScheduleRecord>> byInstance;

    ScheduleStore(Database database, EventLog events) {
        this.database = database;
        this.events = events;
        this.byInstance = new Lookups<>(database, ScheduleStore::of);
    }

    List<ScheduleRecord> all() {
        return database.read(h -> h.createQuery("SELECT * FROM schedule ORDER BY compute, name")
                .map((row, context) -> read(row))
                .list());
    }

    /** By name. */
    List<ScheduleRecord> of(String instance) {
        return byInstance.get(instance);
    }

    /** In the transaction that has seen its instance; times up to {@code now} are none of its. */
    static int put(Handle h, String instance, ScheduleSpec spec, String now) {
        return h.createUpdate("INSERT INTO schedule (compute, name, spec, done) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (compute, name) DO UPDATE SET spec = excluded.spec, done = excluded.done,"
                        + " seen = NULL, note = NULL")
                .bind(0, instance)
                .bind(1, spec.name().orElseThrow())
                .bind(2, Json.write(spec))
                .bind(3, now)
                .execute();
    }

    /** The same; says whether there was one. */
    static boolean remove(Handle h, String instance, String name) {
        return h.execute("DELETE FROM schedule WHERE compute = ? AND name = ?", instance, name) > 0;
    }

    /** Its times up to this one have been dealt with, unless somebody changed it meanwhile. */
    void done(ScheduleRecord judged, Instant until, String state, Optional<String> note) {
        database.write(h -> {
            int changed = h.createUpdate("UPDATE schedule SET done = ?, seen = NULL, note = ?"
                            + " WHERE compute = ? AND name = ? AND done = ?")
                    .bind(0, Timestamps.format(until))
                    .bind(1, Columns.of(note))
                    .bind(2, judged.compute())
                    .bind(3, judged.name())
                    .bind(4, Timestamps.format(judged.done()))
                    .execute();
            return tell(h, judged, changed, state, note);
        });
    }

    /** What was written while the clock was ahead lies after now; until then nothing would be due. */
    void clockWasAhead(Instant now) {
        String time = Timestamps.format(now);
        database.write(h -> h.createUpdate("UPDATE schedule SET done = min(done, :now),"
                        + " note = CASE WHEN seen > :now THEN NULL ELSE note END,"
                        + " seen = CASE WHEN seen > :now THEN NULL ELSE seen END WHERE done > :now OR seen > :now")
                .bind("now", time)
                .execute());
    }

    /** It is due, and waits since {@code seen}; the same reason is not news. */
    void waits(ScheduleRecord judged, Instant seen, String note) {
        if (judged.seen().isPresent() && judged.note().filter(note::equals).isPresent()) {
            return;
        }
        database.write(h -> {
            int changed = h.createUpdate("UPDATE schedule SET seen = coalesce(seen, ?), note = ?"
                            + " WHERE compute = ? AND name = ? AND done = ?")
                    .bind(0, Timestamps.format(seen))
                    .bind(1, note)
                    .bind(2, judged.compute())
                    .bind(3, judged.name())
                    .bind(4, Timestamps.format(judged.done()))
                    .execute();
            return tell(h, judged, changed, "Waiting", Optional.of(note));
        });
    }

    private int tell(Handle h, ScheduleRecord schedule, int changed, String state, Optional<String> note) {
        if (changed > 0) {
            events.append(h, KIND, schedule.compute() + "/" + schedule.name(), state, note.orElse(""));
        }
        return changed;
    }

    /** By name. */
    static List<ScheduleRecord> of(Handle h, String instance) {
        return h.createQuery("SELECT * FROM schedule WHERE compute = ? ORDER BY name")
                .bind(0, instance)
                .map((row, context) -> read(row))
                .list();
    }

    private static ScheduleRecord read(ResultSet row) throws SQLException {
        return new ScheduleRecord(
                row.getString("compute"),
                row.getString("name"),
                Json.read(row.getString("spec"), ScheduleSpec.class),
                Columns.time(row, "done"),
                Columns.optionalTime(row, "seen"),
                Columns.text(row, "note"));
    }
}
