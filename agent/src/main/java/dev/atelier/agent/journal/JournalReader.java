package dev.atelier.agent.journal;

import dev.atelier.agent.journal.Item.Entry;
import dev.atelier.agent.journal.Item.Gap;
import dev.atelier.agent.journal.Journal.Place;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One pass over a journal: from memory while it keeps up, from the segments where it lags behind. One thread at a time;
 * nothing is held for it but one open file.
 */
public final class JournalReader implements Closeable {
    private final Journal journal;
    private final Optional<String> session;
    private long seen;
    private final List<Runnable> followers = new ArrayList<>();
    private Optional<SegmentCursor> cursor = Optional.empty();

    JournalReader(Journal journal, long after, Optional<String> session) {
        this.journal = journal;
        this.seen = after;
        this.session = session;
    }

    /** The number up to which everything was seen. */
    public long seen() {
        return seen;
    }

    /** Has this run, on the appending thread, after whatever is appended until the reader is closed. */
    public void follow(Runnable follower) {
        journal.follow(follower);
        followers.add(follower);
    }

    /** The next message for this reader as far as messages are in memory; never waits for the disk. */
    public Optional<Entry> recent() {
        Optional<Entry> entry = journal.recent(seen + 1);
        while (entry.isPresent()) {
            seen = entry.get().number();
            if (mine(entry.get())) {
                return entry;
            }
            entry = journal.recent(seen + 1);
        }
        return Optional.empty();
    }

    /** Whether the journal has more than was seen. */
    public boolean behind() {
        return seen < journal.last();
    }

    /** The next message or gap of those that are there already. */
    public Optional<Item> poll() throws IOException {
        while (behind()) {
            Optional<Item> item = step();
            if (item.isPresent()) {
                return item;
            }
        }
        return Optional.empty();
    }

    /** Moves on by one number, or over one gap; empty where that was for somebody else. */
    private Optional<Item> step() throws IOException {
        Optional<Entry> inMemory = journal.recent(seen + 1);
        if (inMemory.isPresent()) {
            closeFile();
            return deliver(inMemory.get());
        }
        return fromFile();
    }

    private Optional<Item> deliver(Entry entry) {
        seen = entry.number();
        return mine(entry) ? Optional.of(entry) : Optional.empty();
    }

    private boolean mine(Entry entry) {
        return session.map(entry.audience()::includes).orElse(true);
    }

    private Optional<Item> fromFile() throws IOException {
        Place place = journal.place(seen + 1);
        Optional<Entry> entry;
        try {
            entry = skipTo(at(place), place);
        } catch (NoSuchFileException e) { // the ring went on meanwhile; the place is another now
            return Optional.empty();
        }
        if (entry.isEmpty()) {
            // Damaged, or never written: all of this segment's rest is missing.
            return gap(place.lastHere());
        }
        if (entry.get().number() > seen + 1) {
            closeFile(); // so that this entry is read again after the gap
            return gap(entry.get().number() - 1);
        }
        return deliver(entry.get());
    }

    private Optional<Entry> skipTo(SegmentCursor file, Place place) throws IOException {
        Optional<Entry> entry = file.next(place.end());
        while (entry.isPresent() && entry.get().number() <= seen) {
            entry = file.next(place.end());
        }
        return entry;
    }

    private Optional<Item> gap(long upTo) {
        long missing = upTo - seen;
        if (missing <= 0) {
            return Optional.empty();
        }
        seen = upTo;
        return Optional.of(new Gap(upTo, missing));
    }

    private SegmentCursor at(Place place) throws IOException {
        if (cursor.isPresent() && cursor.get().file().equals(place.file())) {
            return cursor.get();
        }
        closeFile();
        SegmentCursor opened = new SegmentCursor(place.file(), place.offset());
        cursor = Optional.of(opened);
        return opened;
    }

    @Override
    public void close() throws IOException {
        followers.forEach(journal::leave);
        closeFile();
    }

    private void closeFile() throws IOException {
        if (cursor.isPresent()) {
            cursor.get().close();
            cursor = Optional.empty();
        }
    }
}
