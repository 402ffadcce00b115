package dev.atelier.gateway.event;

import dev.atelier.api.Event;
import dev.atelier.api.Timestamps;
import dev.atelier.gateway.store.Columns;
import dev.atelier.gateway.store.Database;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;

/** The log of events; the newest {@value #KEPT} are kept. */
public final class EventLog {
    private static final int KEPT = 10_000;
    private static final int PAGE = 500;

    private final Database database;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition written = lock.newCondition();

    public EventLog(Database database) {
        this.database = database;
        database.afterWrite(this::wake);
    }

    /** Adds an event to the transaction that makes it true. */
    public void append(Handle transaction, String kind, String subject, Object state, String detail) {
        transaction
                .createUpdate("INSERT INTO event (time, kind, subject, state, detail) VALUES (?, ?, ?, ?, ?)")
                .bind(0, Timestamps.format(Timestamps.now()))
                .bind(1, kind)
                .bind(2, subject)
                .bind(3, state.toString())
                .bind(4, detail)
                .execute();
        transaction.execute("DELETE FROM event WHERE id <= (SELECT max(id) FROM event) - " + KEPT);
    }

    public long newest() {
        return database.read(h -> h.createQuery("SELECT coalesce(max(id), 0) FROM event")
                .mapTo(Long.class)
                .one());
    }

    public List<Event> after(long id) {
        return database.read(h -> h.createQuery("SELECT * FROM event WHERE id > ? ORDER BY id LIMIT " + PAGE)
                .bind(0, id)
                .map((row, context) -> new Event(
                        row.getLong("id"),
                        Columns.time(row, "time"),
                        row.getString("kind"),
                        row.getString("subject"),
                        row.getString("state"),
                        row.getString("detail")))
                .list());
    }

    /** The events after {@code id}; waits for one if there is none, and is empty when the time is over. */
    public List<Event> await(long id, Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lockInterruptibly();
        try {
            List<Event> events = after(id);
            while (events.isEmpty() && left > 0) {
                left = written.awaitNanos(Math.min(left, TimeUnit.SECONDS.toNanos(30)));
                events = after(id);
            }
            return events;
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        lock.lock();
        try {
            written.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
