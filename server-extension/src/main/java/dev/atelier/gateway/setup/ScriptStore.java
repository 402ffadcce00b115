package dev.atelier.gateway.setup;

import dev.atelier.api.Json;
import dev.atelier.api.ScriptKind;
import dev.atelier.api.ScriptSpec;
import dev.atelier.api.ScriptState;
import dev.atelier.api.Timestamps;
import dev.atelier.gateway.store.Columns;
import dev.atelier.gateway.store.Database;
import dev.atelier.gateway.store.Lookups;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The setup scripts in the store. Of one that was taken away its number of runs stays until its instance goes: by those
 * numbers an agent knows runs, and what it knows of an old one must not be taken for the outcome of another script.
 */
public final class ScriptStore {
    /** Nobody is shown it, and nothing runs it. */
    private static final String REMOVED = "REMOVED";

    private final Database database;
    private final Lookups<String, List<ScriptRecord>> byInstance;

    public ScriptStore(Database database) {
        this.database = database;
        this.byInstance = new Lookups<>(database, ScriptStore::of);
    }

    /** In the order in which they run. */
    public List<ScriptRecord> of(String instance) {
        return byInstance.get(instance);
    }

    public Optional<ScriptRecord> find(String instance, ScriptKind kind) {
        return of(instance).stream().filter(script -> script.kind() == kind).findFirst();
    }

    /**
     * Their texts for the next run, in the transaction that has seen or makes their instance; says how many.
     *
     * @param first how far one is where there was none
     */
    public static int put(Handle h, String instance, Map<ScriptKind, ScriptSpec> scripts, ScriptState first) {
        return scripts.entrySet().stream()
                .mapToInt(script -> put(h, instance, script.getKey(), script.getValue(), first))
                .sum();
    }

    private static int put(Handle h, String instance, ScriptKind kind, ScriptSpec spec, ScriptState first) {
        return h.createUpdate("INSERT INTO setup_script (compute, kind, spec, state) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (compute, kind) DO UPDATE SET spec = excluded.spec,"
                        + " state = CASE state WHEN ? THEN excluded.state ELSE state END")
                .bind(0, instance)
                .bind(1, kind.name())
                .bind(2, Json.write(spec))
                .bind(3, first.name())
                .bind(4, REMOVED)
                .execute();
    }

    /** In the transaction that has seen its instance; says whether there was one. */
    public static boolean remove(Handle h, String instance, ScriptKind kind) {
        return h.execute(
                        "UPDATE setup_script SET state = ?, spec = '', began = NULL, ended = NULL"
                                + " WHERE compute = ? AND kind = ? AND state <> ?",
                        REMOVED,
                        instance,
                        kind.name(),
                        REMOVED)
                > 0;
    }

    /** Before it is given to the instance: a run of its own. Empty where somebody has taken it away. */
    Optional<ScriptRecord> begin(ScriptRecord script) {
        return database.write(h -> {
            h.createUpdate("UPDATE setup_script SET state = 'STARTING', runs = runs + 1, began = ?, ended = NULL"
                            + " WHERE compute = ? AND kind = ? AND state <> ?")
                    .bind(0, Timestamps.format(Timestamps.now()))
                    .bind(1, script.compute())
                    .bind(2, script.kind().name())
                    .bind(3, REMOVED)
                    .execute();
            return of(h, script.compute()).stream()
                    .filter(begun -> begun.kind() == script.kind())
                    .findFirst();
        });
    }

    /** The instance has it. */
    void runs(ScriptRecord script) {
        move(script, ScriptState.RUNNING);
    }

    void completed(ScriptRecord script) {
        move(script, ScriptState.COMPLETED);
    }

    /** It was ended with its instance, and begins anew with it. */
    void waits(ScriptRecord script) {
        move(script, ScriptState.WAITING);
    }

    /** Not of another that was put in its place meanwhile, which has not begun. */
    private void move(ScriptRecord script, ScriptState state) {
        database.write(h -> h.createUpdate("UPDATE setup_script SET state = ?, ended = ?"
                        + " WHERE compute = ? AND kind = ? AND runs = ? AND state IN ('STARTING', 'RUNNING')")
                .bind(0, state.name())
                .bind(1, state == ScriptState.COMPLETED ? Timestamps.format(Timestamps.now()) : null)
                .bind(2, script.compute())
                .bind(3, script.kind().name())
                .bind(4, script.runs())
                .execute());
    }

    /** In the transaction that says so of its instance. */
    public static void failed(Handle h, String instance, ScriptKind kind) {
        h.execute(
                "UPDATE setup_script SET state = 'FAILED', ended = ? WHERE compute = ? AND kind = ? AND state <> ?",
                Timestamps.format(Timestamps.now()),
                instance,
                kind.name(),
                REMOVED);
    }

    /** Its agent went away by itself: what belongs to each start is to be run, and of what was under way the next agent knows. */
    public void startsAnew(String instance) {
        if (of(instance).stream().anyMatch(script -> script.state() == ScriptState.COMPLETED)) {
            database.write(h -> h.execute(
                    "UPDATE setup_script SET state = 'WAITING' WHERE compute = ? AND kind = 'STARTUP'"
                            + " AND state = 'COMPLETED'",
                    instance));
        }
    }

    /** Somebody had it stopped: what was under way begins anew at the next start, and so does what belongs to each start. */
    public void stopped(String instance) {
        if (of(instance).stream().allMatch(script -> script.state() == ScriptState.WAITING || isDoneForGood(script))) {
            return;
        }
        database.write(h -> h.execute(
                "UPDATE setup_script SET state = 'WAITING' WHERE compute = ?"
                        + " AND (state IN ('STARTING', 'RUNNING') OR kind = 'STARTUP' AND state = 'COMPLETED')",
                instance));
    }

    private static boolean isDoneForGood(ScriptRecord script) {
        return script.state() == ScriptState.FAILED
                || (script.kind() == ScriptKind.CREATION && script.state() == ScriptState.COMPLETED);
    }

    /** In the order in which they run. */
    public static List<ScriptRecord> of(Handle h, String instance) {
        return h.createQuery("SELECT * FROM setup_script WHERE compute = ? AND state <> ? ORDER BY kind")
                .bind(0, instance)
                .bind(1, REMOVED)
                .map((row, context) -> read(row))
                .list();
    }

    private static ScriptRecord read(ResultSet row) throws SQLException {
        return new ScriptRecord(
                row.getString("compute"),
                ScriptKind.valueOf(row.getString("kind")),
                Json.read(row.getString("spec"), ScriptSpec.class),
                ScriptState.valueOf(row.getString("state")),
                row.getInt("runs"),
                Columns.optionalTime(row, "began"),
                Columns.optionalTime(row, "ended"));
    }
}
