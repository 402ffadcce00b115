package dev.atelier.gateway.jupyter;

import dev.atelier.gateway.store.Database;
import dev.atelier.gateway.store.Lookups;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Where each kernel is, and what it looked like when last seen. */
final class KernelTable {
    private static final int REMEMBERED = 200;

    private final Database database;
    private final Lookups<String, Optional<Row>> byId;
    /** Asked for each instance that is shown. */
    private final Lookups<Seen, List<Row>> seen;

    private enum Seen {
        ALL
    }

    KernelTable(Database database) {
        this.database = database;
        this.byId = new Lookups<>(database, KernelTable::find);
        this.seen = new Lookups<>(database, KernelTable::all);
    }

    /** What became of a kernel. */
    enum Fate {
        /** It runs, or is being started. */
        LIVE,
        /** Its instance has to start first. */
        WAITING,
        /** It ended with its instance. Nobody sees it, but who knows its id may restart it. */
        ENDED,
        /** It could not be started; shown as dead until it is restarted or deleted. */
        FAILED
    }

    /**
     * A kernel's row.
     *
     * @param model Jupyter's model as last seen, as JSON; empty before the first
     * @param wish what it was asked for with, as JSON
     */
    record Row(String id, String owner, String compute, String spec, String model, String wish, Fate fate) {

        SpecName specName() {
            return new SpecName(compute, spec);
        }
    }

    /** Writes a kernel that is to be started, over one of that id that does not live. */
    void begin(Row row) {
        begin(row, Fate.LIVE);
    }

    /** The same of one whose instance has to start first. */
    void promise(Row row) {
        begin(row, Fate.WAITING);
    }

    private void begin(Row row, Fate fate) {
        database.writeNew(h -> h.execute(
                "INSERT INTO kernel (id, owner, compute, spec, model, wish, fate) VALUES (?, ?, ?, ?, '', ?, ?)"
                        + " ON CONFLICT (id) DO UPDATE SET model = '', fate = excluded.fate"
                        + " WHERE fate NOT IN ('LIVE', 'WAITING')",
                row.id(),
                row.owner(),
                row.compute(),
                row.spec(),
                row.wish(),
                fate.name()));
    }

    /** Its agent has it; unless it has ended meanwhile, with its instance. */
    void started(String id, String model) {
        database.write(h -> h.execute(
                "UPDATE kernel SET model = ?, fate = 'LIVE' WHERE id = ? AND fate IN ('LIVE', 'WAITING')", model, id));
    }

    void seen(String id, String model) {
        database.write(h -> h.execute("UPDATE kernel SET model = ? WHERE id = ? AND model <> ?", model, id, model));
    }

    void failed(String id, String model) {
        database.write(h -> h.execute("UPDATE kernel SET model = ?, fate = 'FAILED' WHERE id = ?", model, id));
    }

    /** Of all that ended with their instances the latest {@value #REMEMBERED} are remembered. */
    void ended(String id) {
        database.write(h -> {
            h.execute("UPDATE kernel SET fate = 'ENDED' WHERE id = ?", id);
            return h.execute("DELETE FROM kernel WHERE fate = 'ENDED' AND rowid NOT IN (SELECT rowid FROM kernel"
                    + " WHERE fate = 'ENDED' ORDER BY rowid DESC LIMIT " + REMEMBERED + ")");
        });
    }

    void delete(String id) {
        database.write(h -> h.execute("DELETE FROM kernel WHERE id = ?", id));
    }

    /** Whatever became of it. */
    Optional<Row> find(String id) {
        return byId.get(id);
    }

    private static Optional<Row> find(Handle h, String id) {
        return h.createQuery("SELECT * FROM kernel WHERE id = ?")
                .bind(0, id)
                .map((row, context) -> read(row))
                .findOne();
    }

    /** Those whose instances have to start first. */
    List<Row> waiting() {
        return all().stream().filter(row -> row.fate() == Fate.WAITING).toList();
    }

    /** Those that people see. */
    List<Row> all() {
        return seen.get(Seen.ALL);
    }

    private static List<Row> all(Handle h, Seen which) {
        return h.createQuery("SELECT * FROM kernel WHERE fate <> 'ENDED' ORDER BY rowid")
                .map((row, context) -> read(row))
                .list();
    }

    private static Row read(ResultSet row) throws SQLException {
        return new Row(
                row.getString("id"),
                row.getString("owner"),
                row.getString("compute"),
                row.getString("spec"),
                row.getString("model"),
                row.getString("wish"),
                Fate.valueOf(row.getString("fate")));
    }
}
