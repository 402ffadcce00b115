package dev.atelier.agent.journal;

import dev.atelier.agent.journal.Item.Entry;
import dev.atelier.agent.journal.Item.Gap;
import dev.atelier.agent.journal.Journal.Place;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * One pass over a journal: from memory while it keeps up, from the segments where it lags behind. One thread at a time; it
 * may wait as long as it likes, nothing is held for it but one open file.
 */
public final class JournalReader implements Closeable {
    private final Journal journal;
    private final Optional<String> session;
    private long seen;
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

    /** Waits for the next message for this reader, or the next gap. */
    public Item next() throws IOException, InterruptedException {
        while (true) {
            journal.await(seen);
            Optional<Item> item = step();
            if (item.isPresent()) {
                return item.get();
            }
        }
    }

    /** The next message or gap of those that are there already. */
    public Optional<Item> poll() throws IOException {
        while (seen < journal.last()) {
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
            close();
            return deliver(inMemory.get());
        }
        return fromFile();
    }

    private Optional<Item> deliver(Entry entry) {
        seen = entry.number();
        boolean mine = session.map(entry.audience()::includes).orElse(true);
        return mine ? Optional.of(entry) : Optional.empty();
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
            close(); // so that this entry is read again after the gap
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
        close();
        SegmentCursor opened = new SegmentCursor(place.file(), place.offset());
        cursor = Optional.of(opened);
        return opened;
    }

    @Override
    public void close() throws IOException {
        if (cursor.isPresent()) {
            cursor.get().close();
            cursor = Optional.empty();
        }
    }
}
