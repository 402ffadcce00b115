package dev.atelier.gateway.store;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Handle;

/**
 * The answers of one query by its key, kept until something is written: for what is asked with every request, where preparing
 * and running the statement would take a tenth of the time. What is given is what the store held at some time during the call.
 * What another program writes into the file is seen a second later at the latest.
 */
public final class Lookups<K, V> {
    private static final int MOST = 10_000;
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Database database;
    private final BiFunction<Handle, K, V> query;
    private volatile Kept<K, V> kept = new Kept<>(0, System.nanoTime(), new ConcurrentHashMap<>());

    /** What was asked after so many writes, since then. */
    private record Kept<K, V>(long writes, long since, Map<K, V> answers) {
        boolean isGood(long writesNow) {
            return writes == writesNow && answers.size() < MOST && System.nanoTime() - since < LONGEST_NANOS;
        }
    }

    /** @param query gives no null, and depends on the store and the key alone: not on the time */
    public Lookups(Database database, BiFunction<Handle, K, V> query) {
        this.database = database;
        this.query = query;
    }

    public V get(K key) {
        Kept<K, V> current = current();
        V known = current.answers().get(key);
        if (known != null) {
            return known;
        }
        V answer = database.read(h -> query.apply(h, key));
        current.answers().put(key, answer);
        return answer;
    }

    /** The count comes before the question: an answer that is newer than its count does no harm. */
    private Kept<K, V> current() {
        long writes = database.writes();
        Kept<K, V> current = kept;
        if (!current.isGood(writes)) {
            current = new Kept<>(writes, System.nanoTime(), new ConcurrentHashMap<>());
            kept = current;
        }
        return current;
    }
}
