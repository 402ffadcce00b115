package dev.atelier.gateway.contents;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.share.Before;
import dev.atelier.gateway.share.Entry;
import dev.atelier.gateway.share.Share;
import dev.atelier.gateway.share.SharePath;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Files that come in chunks, numbered from 1, the last one -1. They gather in a hidden file beside the target, which is
 * replaced only when all is there: an upload that breaks off leaves the old file as it was. Which number comes next is known
 * in memory alone, so after a restart of the gateway an upload begins again.
 */
final class Uploads {
    private static final System.Logger LOG = System.getLogger(Uploads.class.getName());
    private static final int LAST = -1;
    private static final int MOST = 100;
    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final String PREFIX = ".~";
    private static final String SUFFIX = ".upload";

    private final Share share;
    private final Trash trash;
    private final ContentsConfig config;
    private final Map<Key, Upload> running = new HashMap<>();

    Uploads(Share share, Trash trash, ContentsConfig config) {
        this.share = share;
        this.trash = trash;
        this.config = config;
    }

    private record Key(String person, SharePath path) {}

    /** Its chunks come one after another. */
    private static final class Upload {
        private final ReentrantLock lock = new ReentrantLock();
        private final SharePath gathered;
        private final Before before;
        private int next = 2;
        private volatile Instant touched = Instant.now();

        Upload(SharePath gathered, Before before) {
            this.gathered = gathered;
            this.before = before;
        }
    }

    ContentsModel save(Draft draft, ContentsReader reader) throws IOException {
        if (!draft.type().equals(ContentsReader.FILE)) {
            throw ContentsWriter.bad("File type \"" + draft.type() + "\" is not supported for large file transfer");
        }
        byte[] bytes = ContentsWriter.decoded(draft.model());
        int chunk = number(draft);
        return chunk == 1 ? begin(draft, bytes) : goOn(draft, chunk, bytes, reader);
    }

    private static int number(Draft draft) {
        JsonNode chunk = draft.model().path("chunk");
        if (!chunk.isInt() || (chunk.asInt() < 1 && chunk.asInt() != LAST)) {
            throw ContentsWriter.bad(
                    "A chunk's number is 1, 2, … and " + LAST + " for the last one, not " + chunk + ".");
        }
        return chunk.asInt();
    }

    private ContentsModel begin(Draft draft, byte[] bytes) throws IOException {
        share.require(draft.path(), draft.before());
        SharePath gathered = draft.path().parent().child(PREFIX + UUID.randomUUID() + SUFFIX);
        Upload upload = new Upload(gathered, draft.before());
        forgetIdle();
        sweep(draft.path().parent());
        trash.withRoom(bytes.length, () -> share.write(gathered, out -> out.write(bytes)));
        enter(new Key(draft.person(), draft.path()), upload);
        return shown(draft, upload);
    }

    private ContentsModel goOn(Draft draft, int chunk, byte[] bytes, ContentsReader reader) throws IOException {
        Key key = new Key(draft.person(), draft.path());
        Upload upload = known(key);
        upload.lock.lock();
        try {
            if (known(key) != upload) {
                throw unknown(key);
            }
            if (chunk != LAST && chunk != upload.next) {
                throw Problem.of(
                                400,
                                "chunk-out-of-order",
                                "Chunk " + upload.next + " of " + draft.path() + " comes next, not " + chunk + ".",
                                "Send that, or begin the upload again.")
                        .asException();
            }
            append(key, upload, bytes);
            upload.next++;
            upload.touched = Instant.now();
            if (chunk != LAST) {
                return shown(draft, upload);
            }
            try {
                trash.withRoom(
                        share.entry(upload.gathered).size(),
                        () -> FileCopy.copy(share, upload.gathered, draft.path(), upload.before));
            } finally {
                drop(key, upload);
            }
            return reader.model(draft.path());
        } finally {
            upload.lock.unlock();
        }
    }

    private ContentsModel shown(Draft draft, Upload upload) throws IOException {
        return ContentsModel.of(share.entry(upload.gathered), ContentsReader.FILE)
                .named(draft.path())
                .mimetype(MimeTypes.of(draft.path().name()));
    }

    private void append(Key key, Upload upload, byte[] bytes) throws IOException {
        long size;
        try {
            size = share.append(upload.gathered, out -> out.write(bytes));
        } catch (ProblemException e) {
            drop(key, upload); // half a chunk may have been written
            throw e;
        }
        if (size > config.maxFile()) {
            drop(key, upload);
            throw Problem.of(
                            413,
                            "file-too-large",
                            key.path() + " is larger than the " + config.maxFile() + " bytes that an upload may have.",
                            "Copy it to the share in another way: scp, a datastore.")
                    .asException();
        }
    }

    private Upload known(Key key) {
        synchronized (running) {
            return Optional.ofNullable(running.get(key)).orElseThrow(() -> unknown(key));
        }
    }

    private static ProblemException unknown(Key key) {
        return Problem.of(
                        400,
                        "no-such-upload",
                        "The chunks of " + key.path() + " before this one are not here.",
                        "Begin the upload again.")
                .asException();
    }

    private void enter(Key key, Upload upload) throws IOException {
        Optional<Upload> earlier;
        synchronized (running) {
            if (running.size() >= MOST && !running.containsKey(key)) {
                earlier = Optional.of(upload);
            } else {
                earlier = Optional.ofNullable(running.put(key, upload));
            }
        }
        if (earlier.isPresent()) {
            remove(earlier.get());
        }
        if (earlier.filter(upload::equals).isPresent()) {
            throw Problem.of(
                            503,
                            "too-many-uploads",
                            MOST + " uploads are under way, which is the most.",
                            "Try again when some of them have ended.")
                    .asException();
        }
    }

    private void drop(Key key, Upload upload) throws IOException {
        synchronized (running) {
            running.remove(key, upload);
        }
        remove(upload);
    }

    private void remove(Upload upload) throws IOException {
        upload.lock.lock(); // else a chunk that is on its way would make the file again
        try {
            if (share.find(upload.gathered).isPresent()) {
                share.delete(upload.gathered);
            }
        } finally {
            upload.lock.unlock();
        }
    }

    /** Uploads that nobody goes on with make room. */
    private void forgetIdle() throws IOException {
        Instant before = Instant.now().minus(PATIENCE);
        List<Map.Entry<Key, Upload>> idle;
        synchronized (running) {
            idle = running.entrySet().stream()
                    .filter(each -> each.getValue().touched.isBefore(before))
                    .toList();
        }
        for (Map.Entry<Key, Upload> each : idle) {
            drop(each.getKey(), each.getValue());
        }
    }

    /** What a killed gateway left in a folder. */
    private void sweep(SharePath folder) throws IOException {
        Instant before = Instant.now().minus(PATIENCE);
        for (Entry entry : share.list(folder)) {
            String name = entry.path().name();
            if (name.startsWith(PREFIX)
                    && name.endsWith(SUFFIX)
                    && entry.modified().isBefore(before)) {
                LOG.log(Level.INFO, () -> "removed what an upload left: " + entry.path());
                share.delete(entry.path());
            }
        }
    }
}
