package dev.atelier.agent.journal;

import dev.atelier.agent.config.PrivateFiles;
import dev.atelier.agent.journal.Item.Entry;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * All that one kernel said, in the order of its numbers: on disk as a ring of segments, the latest of it in memory too. What
 * is appended survives the agent's death (not the machine's: nothing is forced to the disk).
 */
public final class Journal implements Closeable {
    private static final Logger LOG = System.getLogger(Journal.class.getName());
    private static final int SEGMENTS = 16;
    private static final long SMALLEST_SEGMENT = 1L << 12;
    private static final int RECENT_BYTES = 1 << 19;
    /** A larger message is not copied to memory; whoever sends it maps it from the segment. */
    private static final int LARGE = RECENT_BYTES / 2;

    private final Path folder;
    private final long bound;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Runnable> followers = new CopyOnWriteArrayList<>();
    private final Deque<Segment> segments = new ArrayDeque<>();
    /** Numbers without a hole. Written under the lock; read without it by I/O threads, which must not wait for the disk. */
    private final Map<Long, Entry> recent = new ConcurrentHashMap<>();

    private long oldestRecent = 1;
    private long recentBytes;
    /** As {@link #recent}; moves on once a message was written down. */
    private volatile long last;

    private boolean writable = true;

    private Journal(Path folder, long bound) {
        this.folder = folder;
        this.bound = bound;
    }

    /**
     * Opens the journal in this folder, an empty one if there is none.
     *
     * @param bound how many bytes it may take on disk; the oldest segments go first
     */
    public static Journal open(Path folder, long bound) throws IOException {
        PrivateFiles.folder(folder);
        Journal journal = new Journal(folder, bound);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Segment::isSegment).sorted().toList()) {
                journal.segments.add(Segment.found(file));
            }
        }
        if (journal.segments.isEmpty()) {
            journal.segments.add(Segment.create(folder, 1));
        } else {
            journal.last = journal.segments.getLast().reopen();
            journal.oldestRecent = journal.last + 1;
        }
        return journal;
    }

    /** The number that was given last; 0 before the first. */
    public long last() {
        return last;
    }

    /**
     * Gives each message its number and writes it down; readers see it afterwards. Where the disk refuses, the messages are
     * in memory alone for a while, and a reader that comes too late meets a gap.
     */
    public void append(List<Draft> drafts) {
        lock.lock();
        try {
            List<Written> records = new ArrayList<>(drafts.size());
            long number = last;
            for (Draft draft : drafts) {
                number++;
                Written record = new Written(number, RecordFormat.encode(draft, number, LARGE));
                remember(draft, record);
                records.add(record);
            }
            write(records);
            last = number;
        } finally {
            lock.unlock();
        }
        followers.forEach(Runnable::run);
    }

    /** Has this run after whatever is appended, on the appending thread, which must not wait for it. */
    void follow(Runnable follower) {
        followers.add(follower);
    }

    void leave(Runnable follower) {
        followers.remove(follower);
    }

    /** A reader of what comes after this number, for one session or, if none is named, of everything. */
    public JournalReader reader(long after, Optional<String> session) {
        return new JournalReader(this, after, session);
    }

    private void remember(Draft draft, Written record) {
        if (record.bytes().size() > 1) {
            recent.clear();
            recentBytes = 0;
            oldestRecent = record.number() + 1;
            return;
        }
        Entry entry = RecordFormat.entry(draft, record.number(), record.bytes().getFirst());
        recent.put(entry.number(), entry);
        recentBytes += entry.wire().remaining();
        while (recentBytes > RECENT_BYTES) {
            recentBytes -= recent.remove(oldestRecent++).wire().remaining();
        }
    }

    /** As many at once as one segment takes: in a burst, a write for each would be a fifth of the agent's work. */
    private void write(List<Written> records) {
        int from = 0;
        while (from < records.size()) {
            int to = from + 1;
            try {
                Segment segment =
                        roomFor(records.get(from).number(), records.get(from).length());
                long size = segment.size() + records.get(from).length();
                while (to < records.size() && size + records.get(to).length() <= segmentBytes()) {
                    size += records.get(to).length();
                    to++;
                }
                segment.append(records.subList(from, to));
                writable = true;
            } catch (IOException e) {
                if (writable) {
                    LOG.log(Level.ERROR, "Cannot write the journal in " + folder + "; outputs may be lost.", e);
                }
                writable = false;
            }
            from = to;
        }
    }

    private long segmentBytes() {
        return Math.max(bound / SEGMENTS, SMALLEST_SEGMENT);
    }

    private Segment roomFor(long number, long bytes) throws IOException {
        Segment current = segments.getLast();
        long segmentBytes = segmentBytes();
        if (current.size() == 0 || current.size() + bytes <= segmentBytes) {
            return current;
        }
        Segment next = Segment.create(folder, number);
        current.close();
        segments.add(next);
        long total = Math.max(bytes, segmentBytes)
                + segments.stream().mapToLong(Segment::size).sum();
        while (total > bound && segments.size() > 1) {
            Segment oldest = segments.remove();
            total -= oldest.size();
            oldest.delete();
        }
        return next;
    }

    /** The message with this number, if it is in memory. */
    Optional<Entry> recent(long number) {
        return number > last ? Optional.empty() : Optional.ofNullable(recent.get(number));
    }

    /**
     * Where to read on from.
     *
     * @param offset at or before the wanted record
     * @param end how far the file is written
     * @param lastHere the last number that can be in this segment
     */
    record Place(Path file, long offset, long end, long lastHere) {}

    /** The place of this number, or of the oldest that there is. */
    Place place(long number) {
        lock.lock();
        try {
            Segment found = segments.getFirst();
            long lastHere = last;
            for (Segment segment : segments) {
                if (segment.first() > number && segment != found) {
                    lastHere = segment.first() - 1;
                    break;
                }
                found = segment;
            }
            return new Place(found.file(), found.placeBefore(number), found.size(), lastHere);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            for (Segment segment : segments) {
                segment.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
