package dev.atelier.gateway.jupyter;

import dev.atelier.gateway.store.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Where each kernel is, and what it looked like when last seen. */
final class KernelTable {
    private final Database database;

    KernelTable(Database database) {
        this.database = database;
    }

    /**
     * A kernel's row.
     *
     * @param model Jupyter's model as last seen, as JSON
     */
    record Row(String id, String owner, String compute, String spec, String model) {

        SpecName specName() {
            return new SpecName(compute, spec);
        }
    }

    void insert(Row row) {
        database.write(h -> h.execute(
                "INSERT INTO kernel (id, owner, compute, spec, model) VALUES (?, ?, ?, ?, ?)",
                row.id(),
                row.owner(),
                row.compute(),
                row.spec(),
                row.model()));
    }

    void seen(String id, String model) {
        database.write(h -> h.execute("UPDATE kernel SET model = ? WHERE id = ? AND model <> ?", model, id, model));
    }

    void delete(String id) {
        database.write(h -> h.execute("DELETE FROM kernel WHERE id = ?", id));
    }

    Optional<Row> find(String id) {
        return database.read(h -> h.createQuery("SELECT * FROM kernel WHERE id = ?")
                .bind(0, id)
                .map((row, context) -> read(row))
                .findOne());
    }

    List<Row> all() {
        return database.read(h -> h.createQuery("SELECT * FROM kernel ORDER BY rowid")
                .map((row, context) -> read(row))
                .list());
    }

    private static Row read(ResultSet row) throws SQLException {
        return new Row(
                row.getString("id"),
                row.getString("owner"),
                row.getString("compute"),
                row.getString("spec"),
                row.getString("model"));
    }
}
