package dev.atelier.gateway.http;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Who may have a connection. Whoever has not sent one whole request yet is a newcomer: for the time of a request's head,
 * TLS's handshake included, and, when all places are taken, only until the next one comes. So whoever sends nothing, or a byte
 * a second, keeps nobody out. One address may have a quarter of all places; this computer itself and trusted proxies, which
 * speak for many, may have all.
 *
 * @param <K> what tells connections apart
 */
final class Admission<K> {
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** Looking at all connections for each one that comes would itself be a way to be slow. */
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** @param close ends the connection, on a thread of its own choice */
    record Guest(InetAddress from, BooleanSupplier isOpen, Runnable close) {}

    private record Seat(Guest guest, long since) {}

    private final int most;
    private final Duration head;
    private final Predicate<InetAddress> trusted;
    private final Observer observer;
    private final Thread sweep;
    // All guarded by this; nothing in a guarded block waits.
    private final Map<K, Seat> newcomers = new LinkedHashMap<>();
    private final Map<K, Seat> known = new HashMap<>();
    private final Map<InetAddress, Integer> places = new HashMap<>();
    private long looked = System.nanoTime();

    Admission(int most, Duration head, Predicate<InetAddress> trusted, Observer observer) {
        this.most = most;
        this.head = head;
        this.trusted = trusted;
        this.observer = observer;
        this.sweep = Thread.ofVirtual().name("admission").unstarted(this::keepSweeping);
    }

    void start() {
        sweep.start();
    }

    void close() {
        sweep.interrupt();
    }

    /** Whether this connection may stay; another one may be closed for it. */
    boolean admit(K key, Guest guest) {
        Optional<Guest> leaves = Optional.empty();
        synchronized (this) {
            if ((isFull() || hasTooMany(guest.from())) && System.nanoTime() - looked > PAUSE.toNanos()) {
                forgetClosed();
            }
            if (hasTooMany(guest.from())) {
                observer.turnedAway("too-many-connections");
                return false;
            }
            if (isFull()) {
                leaves = eldestNewcomer();
                if (leaves.isEmpty()) {
                    observer.turnedAway("no-connection-left");
                    return false;
                }
            }
            newcomers.put(key, new Seat(guest, System.nanoTime()));
            places.merge(guest.from(), 1, Integer::sum);
        }
        leaves.ifPresent(this::closeSlow);
        return true;
    }

    /** This connection has sent a whole request. */
    synchronized void known(K key) {
        Seat seat = newcomers.remove(key);
        if (seat != null) {
            known.put(key, seat);
        }
    }

    /** Closes newcomers whose time is over. */
    void sweep() {
        List<Guest> late = new ArrayList<>();
        synchronized (this) {
            forgetClosed();
            while (newcomers.values().stream().findFirst().filter(this::isLate).isPresent()) {
                eldestNewcomer().ifPresent(late::add);
            }
        }
        late.forEach(this::closeSlow);
    }

    synchronized int size() {
        return newcomers.size() + known.size();
    }

    private void closeSlow(Guest guest) {
        observer.turnedAway("slow-request");
        guest.close().run();
    }

    private boolean isLate(Seat seat) {
        return System.nanoTime() - seat.since() > head.toNanos();
    }

    private boolean isFull() {
        return newcomers.size() + known.size() >= most;
    }

    private boolean hasTooMany(InetAddress from) {
        return !from.isLoopbackAddress()
                && !trusted.test(from)
                && places.getOrDefault(from, 0) >= Math.max(1, most / 4);
    }

    private Optional<Guest> eldestNewcomer() {
        Iterator<Seat> seats = newcomers.values().iterator();
        if (!seats.hasNext()) {
            return Optional.empty();
        }
        Guest guest = seats.next().guest();
        seats.remove();
        leave(guest);
        return Optional.of(guest);
    }

    private void forgetClosed() {
        looked = System.nanoTime();
        newcomers.values().removeIf(this::hasGone);
        known.values().removeIf(this::hasGone);
    }

    private boolean hasGone(Seat seat) {
        boolean gone = !seat.guest().isOpen().getAsBoolean();
        if (gone) {
            leave(seat.guest());
        }
        return gone;
    }

    private void leave(Guest guest) {
        places.computeIfPresent(guest.from(), (from, count) -> count == 1 ? null : count - 1);
    }

    private void keepSweeping() {
        try {
            while (true) {
                Thread.sleep(LOOK.compareTo(head) < 0 ? LOOK : head);
                sweep();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
