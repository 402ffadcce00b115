package dev.atelier.gateway.datastore;

import dev.atelier.api.Datastore;
import dev.atelier.api.DatastoreSpec;
import dev.atelier.api.Json;
import dev.atelier.api.Mount;
import dev.atelier.api.MountState;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.Timestamps;
import dev.atelier.gateway.event.EventLog;
import dev.atelier.gateway.store.Columns;
import dev.atelier.gateway.store.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/** Datastores and mounts in the store. */
final class DatastoreStore {
    private final Database database;
    private final EventLog events;
    private final Vault vault;

    DatastoreStore(Database database, EventLog events, Vault vault) {
        this.database = database;
        this.events = events;
        this.vault = vault;
    }

    List<Datastore> all() {
        return database.read(DatastoreStore::all);
    }

    static List<Datastore> all(Handle h) {
        return h.createQuery("SELECT * FROM datastore ORDER BY name")
                .map((row, context) -> read(row))
                .list();
    }

    Optional<Datastore> find(String name) {
        return database.read(h -> find(h, name));
    }

    private static Optional<Datastore> find(Handle h, String name) {
        return h.createQuery("SELECT * FROM datastore WHERE name = ?")
                .bind(0, name)
                .map((row, context) -> read(row))
                .findOne();
    }

    static ProblemException refused(Datastore datastore) {
        return Problem.of(
                        403,
                        "not-yours",
                        "The datastore “" + datastore.name() + "” belongs to " + datastore.owner() + ".",
                        "Choose another name, or ask them.")
                .asException();
    }

    DatastoreSpec spec(String name) {
        return database.read(h -> h.createQuery("SELECT name, sealed_spec FROM datastore WHERE name = ?")
                .bind(0, name)
                .map((row, context) ->
                        Json.read(vault.open(row.getString("name"), row.getBytes("sealed_spec")), DatastoreSpec.class))
                .one());
    }

    /** @param may whether a datastore that is there under this name already may be changed */
    void write(String name, String owner, DatastoreSpec spec, Predicate<Datastore> may) {
        database.writeNew(h -> {
            Optional<Datastore> others = find(h, name).filter(there -> !may.test(there));
            if (others.isPresent()) {
                throw refused(others.orElseThrow());
            }
            h.createUpdate("INSERT INTO datastore (name, owner, type, location, sealed_spec, created)"
                            + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET type = excluded.type,"
                            + " location = excluded.location, sealed_spec = excluded.sealed_spec")
                    .bind(0, name)
                    .bind(1, owner)
                    .bind(2, spec.type())
                    .bind(3, spec.location())
                    .bind(4, vault.seal(name, Json.write(spec)))
                    .bind(5, Timestamps.format(Timestamps.now()))
                    .execute();
            events.append(h, "datastore", name, "Created", spec.location());
            return null;
        });
    }

    void delete(String name) {
        database.write(h -> {
            events.append(h, "datastore", name, "Deleted", "");
            return h.execute("DELETE FROM datastore WHERE name = ?", name);
        });
    }

    List<Mount> mounts() {
        return database.read(h -> h.createQuery("SELECT * FROM mount ORDER BY compute, name")
                .map((row, context) -> readMount(row))
                .list());
    }

    Optional<Mount> mount(String compute, String name) {
        return mounts().stream()
                .filter(m -> m.compute().equals(compute) && m.name().equals(name))
                .findFirst();
    }

    void write(Mount mount) {
        database.write(h -> {
            h.createUpdate("INSERT INTO mount (compute, name, datastore, read_only, path, state, reason)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (compute, name) DO UPDATE SET"
                            + " state = excluded.state, reason = excluded.reason, read_only = excluded.read_only")
                    .bind(0, mount.compute())
                    .bind(1, mount.name())
                    .bind(2, mount.datastore())
                    .bind(3, mount.readOnly())
                    .bind(4, mount.path())
                    .bind(5, mount.state().name())
                    .bind(6, Columns.of(mount.reason()))
                    .execute();
            event(h, mount, mount.state(), mount.reason().orElse(mount.path()));
            return null;
        });
    }

    void delete(Mount mount) {
        database.write(h -> {
            event(h, mount, MountState.UNMOUNTED, "");
            return h.execute("DELETE FROM mount WHERE compute = ? AND name = ?", mount.compute(), mount.name());
        });
    }

    private void event(Handle h, Mount mount, MountState state, String detail) {
        events.append(h, "mount", mount.compute() + "/" + mount.name(), state, detail);
    }

    private static Datastore read(ResultSet row) throws SQLException {
        return new Datastore(
                row.getString("name"),
                row.getString("owner"),
                row.getString("type"),
                row.getString("location"),
                Columns.time(row, "created"));
    }

    private static Mount readMount(ResultSet row) throws SQLException {
        return new Mount(
                row.getString("name"),
                row.getString("compute"),
                row.getString("datastore"),
                row.getString("path"),
                row.getBoolean("read_only"),
                MountState.valueOf(row.getString("state")),
                Columns.text(row, "reason"));
    }
}
