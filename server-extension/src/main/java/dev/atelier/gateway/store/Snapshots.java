package dev.atelier.gateway.store;

import dev.atelier.api.Problem;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/** Copies of the store in one file, taken while a gateway writes into it. */
public final class Snapshots {
    private static final System.Logger LOG = System.getLogger(Snapshots.class.getName());
    private static final int BUSY_MILLIS = 30_000;
    private static final int SKIPPED = 1000;
    private static final int SKIPPED_EVENTS = 10_000_000;

    private Snapshots() {}

    /**
     * Copies what was committed when it began; nobody who writes meanwhile waits for it.
     *
     * @param copy must not be there
     */
    public static void take(Path store, Path copy) throws IOException {
        try (Connection connection = connect(store);
                PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
            vacuum.setString(1, copy.toString());
            vacuum.execute();
        } catch (SQLException e) {
            throw new IOException("cannot copy the store " + store + ": " + e.getMessage(), e);
        }
    }

    /**
     * @throws dev.atelier.api.ProblemException where the copy is damaged ({@code bad-backup}), or was written by a newer Atelier
     *     ({@code newer-backup})
     */
    public static void require(Path copy) throws IOException {
        if (!Files.isRegularFile(copy)) {
            throw damaged("its store is missing");
        }
        try (Connection connection = connect(copy);
                Statement statement = connection.createStatement()) {
            String check = first(statement, "PRAGMA integrity_check");
            if (!check.equals("ok")) {
                throw damaged("its store says: " + check);
            }
            int schema = Integer.parseInt(first(statement, "PRAGMA user_version"));
            if (schema > Database.schema()) {
                throw Problem.of(
                                409,
                                "newer-backup",
                                "The backup was written by a newer Atelier (schema " + schema + ", this one knows "
                                        + Database.schema() + ").",
                                "Restore it with that version.")
                        .asException();
            }
            if (schema == 0) {
                throw damaged("its store is empty");
            }
        } catch (SQLException e) {
            throw damaged("its store can't be read: " + e.getMessage());
        }
    }

    /** Brings what lies in the journal into the store itself, which nobody may have open; a store that can't be read stays as it is. */
    public static void settle(Path store) {
        if (Files.isRegularFile(store)) {
            try (Connection connection = connect(store);
                    Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            } catch (SQLException e) {
                LOG.log(Level.WARNING, () -> store + " can't be read: " + e.getMessage());
            }
        }
    }

    /**
     * Makes a copy fit for a world that went on: numbers that were given out since are not given out again, for what bears one may
     * still be there; and what was stopped then is stopped anew, for it may run by now.
     */
    public static void renew(Path copy) {
        try (Database database = Database.open(copy)) {
            database.write(h -> {
                h.execute("UPDATE generation SET newest = newest + " + SKIPPED);
                h.execute("UPDATE sqlite_sequence SET seq = seq + " + SKIPPED_EVENTS + " WHERE name = 'event'");
                return h.execute("UPDATE instance SET state = 'STOPPING', desired = 'STOPPED', resting = 0"
                        + " WHERE name <> 'local' AND state IN ('STOPPED', 'CREATE_FAILED', 'SETUP_FAILED')");
            });
        }
        settle(copy);
    }

    private static RuntimeException damaged(String why) {
        return Problem.of(400, "bad-backup", "The backup is damaged: " + why + ".", "Take another one.")
                .asException();
    }

    private static String first(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : "";
        }
    }

    private static Connection connect(Path store) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        return config.createConnection("jdbc:sqlite:" + store);
    }
}
