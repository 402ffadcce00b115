package dev.atelier.gateway.store;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The database. Transactions run one after another; keep them short and let nothing in them wait for a network. */
public final class Database implements AutoCloseable {
    /** Applied in order; {@code PRAGMA user_version} counts how many were. A file is never changed once released. */
    private static final List<String> MIGRATIONS = List.of(
            "001-begin.sql",
            "002-image.sql",
            "003-pool.sql",
            "004-token-expiry.sql",
            "005-stopped-instances.sql",
            "006-login-token.sql",
            "007-token-names.sql",
            "008-ssh.sql",
            "009-idle.sql",
            "010-quota.sql",
            "011-gpu.sql",
            "012-life.sql",
            "013-effects.sql",
            "014-people.sql");

    private static final String DISK_FULL = "disk-full";

    private final Connection connection;
    private final Jdbi jdbi;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final List<Runnable> afterWrite = new CopyOnWriteArrayList<>();
    private final List<LongConsumer> afterAnswer = new CopyOnWriteArrayList<>();
    private final AtomicLong writes = new AtomicLong();

    private final Optional<Reserve> reserve;

    private Database(Connection connection, Optional<Reserve> reserve) {
        this.reserve = reserve;
        this.connection = connection;
        this.jdbi = Jdbi.create(connection);
    }

    /** One without a reserve. */
    public static Database open(Path file) {
        return open(file, Optional.empty());
    }

    /** @param reserve what is given up where a write finds the disk full */
    public static Database open(Path file, Optional<Reserve> reserve) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        config.setBusyTimeout(5000);
        try {
            Database database = new Database(config.createConnection("jdbc:sqlite:" + file), reserve);
            try {
                database.migrate();
            } catch (RuntimeException e) {
                database.close();
                throw e;
            }
            return database;
        } catch (SQLException e) {
            throw new UncheckedIOException(new IOException("cannot open the store " + file + ": " + e.getMessage(), e));
        }
    }

    /** Runs after every write that was committed, outside the lock. */
    public void afterWrite(Runnable action) {
        afterWrite.add(action);
    }

    /** Gets how many nanoseconds each read and write took, the wait for its turn included; runs outside the lock. */
    public void afterAnswer(LongConsumer action) {
        afterAnswer.add(action);
    }

    public <T> T read(Function<Handle, T> query) {
        return locked(query);
    }

    /** In one transaction, durable when it returns. On a full disk the reserve makes room for it. */
    public <T> T write(Function<Handle, T> change) {
        try {
            return written(change);
        } catch (ProblemException e) {
            if (e.problem().code().equals(DISK_FULL)
                    && reserve.map(Reserve::release).orElse(false)) {
                return written(change);
            }
            throw e;
        }
    }

    /**
     * The same, for what begins something new: that gets nothing of the reserve.
     *
     * @throws ProblemException {@code disk-full} (507), also where the reserve has been given up
     */
    public <T> T writeNew(Function<Handle, T> change) {
        if (reserve.map(Reserve::isGivenUp).orElse(false)) {
            throw diskFull().asException();
        }
        return written(change);
    }

    private <T> T written(Function<Handle, T> change) {
        T result = locked(handle -> {
            try {
                return handle.inTransaction(change::apply);
            } finally {
                writes.incrementAndGet();
            }
        });
        afterWrite.forEach(Runnable::run);
        return result;
    }

    /** How many writes were tried; one that has returned is counted. */
    long writes() {
        return writes.get();
    }

    private <T> T locked(Function<Handle, T> action) {
        long began = System.nanoTime();
        lock.lock();
        try (Handle handle = jdbi.open()) {
            return action.apply(handle);
        } catch (JdbiException e) {
            throw isDiskFull(e) ? new ProblemException(diskFull(), e) : e;
        } finally {
            lock.unlock();
            long took = System.nanoTime() - began;
            afterAnswer.forEach(listener -> listener.accept(took));
        }
    }

    /** SQLite says so itself, or the write that it asked the system for failed. */
    private static boolean isDiskFull(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException refused) {
                SQLiteErrorCode code = refused.getResultCode();
                return code == SQLiteErrorCode.SQLITE_FULL || code == SQLiteErrorCode.SQLITE_IOERR_WRITE;
            }
        }
        return false;
    }

    private static Problem diskFull() {
        return Problem.of(
                507,
                DISK_FULL,
                "The disk that holds ATELIER_HOME is full; nothing was changed.",
                "Make room on it, then try again.");
    }

    /** The newest schema that this Atelier knows. */
    static int schema() {
        return MIGRATIONS.size();
    }

    private void migrate() {
        locked(handle -> {
            int done =
                    handle.createQuery("PRAGMA user_version").mapTo(int.class).one();
            if (done > MIGRATIONS.size()) {
                throw new IllegalStateException("The store was written by a newer Atelier (schema " + done
                        + ", this one knows " + MIGRATIONS.size() + "). Start that version, or another ATELIER_HOME.");
            }
            for (int next = done; next < MIGRATIONS.size(); next++) {
                String script = resource(MIGRATIONS.get(next));
                int version = next + 1;
                handle.useTransaction(h -> {
                    h.createScript(script).execute();
                    h.execute("PRAGMA user_version = " + version);
                });
            }
            return null;
        });
    }

    private static String resource(String name) {
        try (InputStream in = Database.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            connection.close();
        } catch (SQLException e) {
            throw new UncheckedIOException(new IOException("cannot close the store", e));
        } finally {
            lock.unlock();
        }
    }
}
