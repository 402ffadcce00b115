package dev.atelier.gateway.contents;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.share.Entry;
import dev.atelier.gateway.share.Share;
import dev.atelier.gateway.share.SharePath;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What people deleted: {@code .trash/TIME/} in the share holds it under the path that it had, so that {@code mv} brings it
 * back. It goes for good after a month, when a thousand deletions came after it, and when a save would not find room on
 * the disk otherwise, the oldest first.
 */
final class Trash {
    static final String FOLDER = ".trash";

    private static final System.Logger LOG = System.getLogger(Trash.class.getName());
    private static final SharePath PLACE = SharePath.of(FOLDER);
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss-SSSSSS'Z'");
    private static final Duration KEPT = Duration.ofDays(30);
    private static final int MOST = 1000;
    /** A deletion does not take for ever, however much there is to remove. */
    private static final int MOST_AT_ONCE = 10;
    /** Folders and names take some of the disk, too. */
    private static final long SPARE_BYTES = 64 << 10;

    private final Share share;

    Trash(Share share) {
        this.share = share;
    }

    /** One deletion. */
    private record Thrown(Instant time, SharePath place) {}

    /** @throws ProblemException where it can't be moved there, as from another disk; then it is where it was */
    void put(SharePath path) throws IOException {
        Folders.ensure(share, PLACE);
        SharePath deletion = newDeletion();
        try {
            SharePath target = deletion;
            for (String segment : path.parent().segments()) {
                target = target.child(segment);
                share.createFolder(target);
            }
            share.move(path, target.child(path.name()));
        } catch (IOException | ProblemException e) {
            removeQuietly(deletion);
            throw e;
        }
        removeOld();
    }

    private SharePath newDeletion() throws IOException {
        Instant time = Instant.now();
        while (true) {
            SharePath place = PLACE.child(NAME.format(time.atOffset(ZoneOffset.UTC)));
            try {
                share.createFolder(place);
                return place;
            } catch (ProblemException e) {
                if (e.problem().status() != 409) {
                    throw e;
                }
                time = time.plus(1, ChronoUnit.MICROS);
            }
        }
    }

    private void removeOld() throws IOException {
        Instant before = Instant.now().minus(KEPT);
        List<Thrown> oldestFirst = oldestFirst();
        int surplus = oldestFirst.size() - MOST;
        for (int i = 0; i < Math.min(oldestFirst.size(), MOST_AT_ONCE); i++) {
            if (i < surplus || oldestFirst.get(i).time().isBefore(before)) {
                removeQuietly(oldestFirst.get(i).place());
            }
        }
    }

    @FunctionalInterface
    interface Write {
        void run() throws IOException;
    }

    /** Writes; when the disk is full and what lies here would make room, once more without the oldest of it. */
    void withRoom(long bytes, Write write) throws IOException {
        try {
            write.run();
        } catch (ProblemException e) {
            if (e.problem().status() != 507 || !makeRoom(bytes + SPARE_BYTES)) {
                throw e;
            }
            write.run();
        }
    }

    private boolean makeRoom(long needed) throws IOException {
        List<Thrown> oldestFirst = oldestFirst();
        if (oldestFirst.isEmpty() || share.usableBytes() + FileCopy.bytes(share, PLACE) < needed) {
            return false;
        }
        for (Thrown thrown : oldestFirst) {
            removeQuietly(thrown.place());
            if (share.usableBytes() >= needed) {
                return true;
            }
        }
        return false;
    }

    private List<Thrown> oldestFirst() throws IOException {
        if (share.find(PLACE).filter(Entry::isFolder).isEmpty()) {
            return List.of();
        }
        List<Thrown> found = new ArrayList<>();
        for (Entry entry : share.list(PLACE)) {
            time(entry.path().name()).map(t -> new Thrown(t, entry.path())).ifPresent(found::add);
        }
        return found; // a share lists by name, and the names are times
    }

    /** Empty for what somebody else put there. */
    private static Optional<Instant> time(String name) {
        try {
            return Optional.of(LocalDateTime.parse(name, NAME).toInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** What can't be removed must not keep a person from deleting something else. */
    private void removeQuietly(SharePath place) {
        try {
            if (share.isPlainFolder(place)) {
                share.deleteTree(place);
            }
        } catch (IOException | ProblemException e) {
            LOG.log(Level.WARNING, "the trash keeps " + place, e);
        }
    }

    /** Why a folder with something in it stays. */
    static ProblemException refused(SharePath folder, ProblemException cause) {
        return new ProblemException(
                Problem.of(
                        400,
                        "folder-not-empty",
                        "Directory " + folder + " is not empty, and it can't be moved to the trash: "
                                + cause.problem().detail(),
                        "Delete what is in it first, or delete it for good in a terminal: rm -r."),
                cause);
    }
}
