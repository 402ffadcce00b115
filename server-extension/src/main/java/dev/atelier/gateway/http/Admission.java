package dev.atelier.gateway.http;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Who may have a connection. Whoever has not sent one whole request yet is a newcomer: for the time of a request's head,
 * TLS's handshake included, and, when all places are taken, only until the next one comes. So whoever sends nothing, or a byte
 * a second, keeps nobody out. A connection whose requests are answered goes before a busy one too, and at the latest when
 * it could have sent another: the server below has requests that it neither answers nor gives up. One address may have a quarter
 * of all places; this computer itself and trusted proxies, which speak for many, may have all.
 *
 * @param <K> what tells connections apart
 */
final class Admission<K> {
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** Looking at all connections for each one that comes would itself be a way to be slow. */
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** @param close ends the connection, on a thread of its own choice */
    record Guest(InetAddress from, BooleanSupplier isOpen, Runnable close) {}

    /** @param requests how many are being answered */
    private record Seat(Guest guest, long since, int requests) {}

    private final int most;
    private final Duration head;
    private final Duration idle;
    private final Predicate<InetAddress> trusted;
    private final Observer observer;
    private final Thread sweep;
    // All guarded by this; nothing in a guarded block waits. Newcomers and the answered stand in the order of their
    // coming.
    private final Map<K, Seat> newcomers = new LinkedHashMap<>();
    private final Map<K, Seat> answered = new LinkedHashMap<>();
    private final Map<K, Seat> busy = new HashMap<>();
    private final Map<InetAddress, Integer> places = new HashMap<>();
    private long looked = System.nanoTime();

    Admission(int most, Duration head, Duration idle, Predicate<InetAddress> trusted, Observer observer) {
        this.most = most;
        this.head = head;
        this.idle = idle;
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
                leaves = eldest(newcomers).or(() -> eldest(answered));
                if (leaves.isEmpty()) {
                    observer.turnedAway("no-connection-left");
                    return false;
                }
            }
            newcomers.put(key, new Seat(guest, System.nanoTime(), 0));
            places.merge(guest.from(), 1, Integer::sum);
        }
        leaves.ifPresent(this::closeSlow);
        return true;
    }

    /** This connection has sent a whole request. */
    synchronized void heard(K key) {
        Seat seat = Optional.ofNullable(newcomers.remove(key))
                .or(() -> Optional.ofNullable(answered.remove(key)))
                .orElse(busy.get(key));
        if (seat != null) {
            busy.put(key, new Seat(seat.guest(), seat.since(), seat.requests() + 1));
        }
    }

    /** It has got its answer; another request may have come meanwhile. */
    synchronized void done(K key) {
        Seat seat = busy.remove(key);
        if (seat == null) {
            return;
        }
        Seat now = new Seat(seat.guest(), System.nanoTime(), seat.requests() - 1);
        (now.requests() == 0 ? answered : busy).put(key, now);
    }

    /** Closes those whose time is over. */
    void sweep() {
        List<Guest> late = new ArrayList<>();
        synchronized (this) {
            forgetClosed();
            takeLate(newcomers, head, late);
            takeLate(answered, idle.plus(head), late);
        }
        late.forEach(this::closeSlow);
    }

    synchronized int size() {
        return newcomers.size() + answered.size() + busy.size();
    }

    private void takeLate(Map<K, Seat> seats, Duration patience, List<Guest> late) {
        long before = System.nanoTime() - patience.toNanos();
        while (seats.values().stream()
                .findFirst()
                .filter(seat -> seat.since() - before < 0)
                .isPresent()) {
            eldest(seats).ifPresent(late::add);
        }
    }

    private void closeSlow(Guest guest) {
        observer.turnedAway("slow-request");
        guest.close().run();
    }

    private boolean isFull() {
        return size() >= most;
    }

    private boolean hasTooMany(InetAddress from) {
        return !from.isLoopbackAddress()
                && !trusted.test(from)
                && places.getOrDefault(from, 0) >= Math.max(1, most / 4);
    }

    private Optional<Guest> eldest(Map<K, Seat> seats) {
        Optional<Guest> eldest = seats.entrySet().stream().findFirst().map(entry -> {
            seats.remove(entry.getKey());
            return entry.getValue().guest();
        });
        eldest.ifPresent(this::leave);
        return eldest;
    }

    private void forgetClosed() {
        looked = System.nanoTime();
        List.of(newcomers, answered, busy).forEach(seats -> seats.values().removeIf(this::hasGone));
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
