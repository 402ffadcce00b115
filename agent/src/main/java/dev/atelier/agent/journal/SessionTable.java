package dev.atelier.agent.journal;

import dev.atelier.api.Problem;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which session has acknowledged how much of one kernel's journal. A mapped file of fixed slots: an acknowledgement costs a
 * store to memory and survives the agent's death. Any thread may enter.
 */
public final class SessionTable {
    private static final int SLOTS = 64;
    private static final int SLOT_BYTES = 256;
    private static final int ACKNOWLEDGED = 0;
    private static final int LAST_SEEN = 8;
    private static final int NAME_LENGTH = 16;
    private static final int NAME = 20;
    private static final int LONGEST_NAME = SLOT_BYTES - NAME;
    private static final Duration FORGET_AFTER = Duration.ofDays(1);

    private final MappedByteBuffer table;
    private final Clock clock;
    private final Map<String, Integer> slots = new HashMap<>();

    /**
     * @param last the journal's last number. A session may have acknowledged more, from the memory of an earlier agent whose
     *     disk was full; these numbers are given again, so nobody has them.
     */
    public SessionTable(Path file, Clock clock, long last) throws IOException {
        this.clock = clock;
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            this.table = channel.map(MapMode.READ_WRITE, 0, (long) SLOTS * SLOT_BYTES);
        }
        for (int slot = 0; slot < SLOTS; slot++) {
            int owner = slot;
            name(slot).ifPresent(name -> slots.put(name, owner));
            table.putLong(at(slot, ACKNOWLEDGED), Math.min(table.getLong(at(slot, ACKNOWLEDGED)), last));
        }
    }

    /**
     * What this session has acknowledged; a session never seen has acknowledged everything up to {@code last}.
     *
     * @param connected the sessions that may not be forgotten to make room
     * @throws dev.atelier.api.ProblemException {@code bad-session} (400), {@code too-many-sessions} (503)
     */
    public synchronized long resume(String session, long last, Set<String> connected) {
        byte[] name = session.getBytes(StandardCharsets.UTF_8);
        if (name.length == 0 || name.length > LONGEST_NAME) {
            throw Problem.of(
                            400,
                            "bad-session",
                            "A session_id has 1 to " + LONGEST_NAME + " bytes, not " + name.length + ".")
                    .asException();
        }
        forgetOld(connected);
        Integer known = slots.get(session);
        if (known != null) {
            seenNow(known);
            return table.getLong(at(known, ACKNOWLEDGED));
        }
        int slot = freeSlot(connected);
        table.putLong(at(slot, ACKNOWLEDGED), last);
        seenNow(slot);
        table.put(at(slot, NAME), name);
        table.putInt(at(slot, NAME_LENGTH), name.length);
        slots.put(session, slot);
        return last;
    }

    /** Notes that the session has everything up to this number. */
    public synchronized void acknowledge(String session, long number) {
        Integer slot = slots.get(session);
        if (slot != null && number > table.getLong(at(slot, ACKNOWLEDGED))) {
            table.putLong(at(slot, ACKNOWLEDGED), number);
        }
    }

    /** Notes that the session was connected until now. */
    public synchronized void left(String session) {
        Integer slot = slots.get(session);
        if (slot != null) {
            seenNow(slot);
        }
    }

    public synchronized boolean knows(String session) {
        return slots.containsKey(session);
    }

    private void forgetOld(Set<String> connected) {
        long oldest = clock.millis() - FORGET_AFTER.toMillis();
        slots.entrySet().removeIf(entry -> {
            boolean forget =
                    !connected.contains(entry.getKey()) && table.getLong(at(entry.getValue(), LAST_SEEN)) < oldest;
            if (forget) {
                table.putInt(at(entry.getValue(), NAME_LENGTH), 0);
            }
            return forget;
        });
    }

    private int freeSlot(Set<String> connected) {
        if (slots.size() == SLOTS) {
            Map.Entry<String, Integer> oldest = slots.entrySet().stream()
                    .filter(entry -> !connected.contains(entry.getKey()))
                    .min(Comparator.comparingLong(entry -> table.getLong(at(entry.getValue(), LAST_SEEN))))
                    .orElseThrow(() -> Problem.of(
                                    503,
                                    "too-many-sessions",
                                    "This kernel has " + SLOTS + " connected sessions.",
                                    "Close one of them.")
                            .asException());
            table.putInt(at(oldest.getValue(), NAME_LENGTH), 0);
            slots.remove(oldest.getKey());
            return oldest.getValue();
        }
        return IntStream.range(0, SLOTS)
                .filter(slot -> !slots.containsValue(slot))
                .findFirst()
                .orElseThrow();
    }

    private void seenNow(int slot) {
        table.putLong(at(slot, LAST_SEEN), clock.millis());
    }

    private Optional<String> name(int slot) {
        int length = table.getInt(at(slot, NAME_LENGTH));
        if (length <= 0 || length > LONGEST_NAME) {
            return Optional.empty();
        }
        byte[] name = new byte[length];
        table.get(at(slot, NAME), name);
        return Optional.of(new String(name, StandardCharsets.UTF_8));
    }

    private static int at(int slot, int field) {
        return slot * SLOT_BYTES + field;
    }
}
