package dev.atelier.gateway.contents;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.atelier.gateway.contents.ContentsReader.Wish;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.share.Entry;
import dev.atelier.gateway.share.Sha256;
import dev.atelier.gateway.share.Share;
import dev.atelier.gateway.share.SharePath;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;

/** Notebooks as clients read them. A large one is several times its size in memory, so only some are opened at one time. */
final class NotebookReader {
    /** Up to here nobody waits for anybody. */
    private static final long SMALL = 1 << 20;

    private final Share share;
    private final TrustStore trust;
    private final long maxBytes;
    /** For trees, which are gone once their answers are written. */
    private final Room parsed;
    /** For answers, which lie there until their clients have read them. */
    private final Room answers;

    NotebookReader(Share share, TrustStore trust, ContentsConfig config) {
        this.share = share;
        this.trust = trust;
        this.maxBytes = config.maxBody();
        this.parsed = new Room(maxBytes);
        this.answers = new Room(2 * maxBytes);
    }

    private record Read(Notebook notebook, Sha256 hash) {}

    /** The hash of a notebook as it would be written here, whatever its bytes are on the disk. */
    Sha256 hash(Entry entry) throws IOException, InterruptedException {
        try (Room.Lease _ = parsed.take(entry.size())) {
            return read(entry).notebook().hash();
        }
    }

    Reply get(Entry entry, Wish wish) throws IOException, InterruptedException {
        ContentsModel model = ContentsModel.of(entry, ContentsReader.NOTEBOOK);
        if (!wish.content()) {
            return ContentsReader.reply(wish.hash() ? model.hash(hashOnDisk(entry.path())) : model);
        }
        if (entry.size() <= SMALL) {
            return ContentsReader.reply(filled(model, wish));
        }
        Room.Lease lease = answers.take(entry.size());
        try (Room.Lease _ = parsed.take(entry.size())) {
            return large(filled(model, wish), lease);
        } catch (IOException | RuntimeException | InterruptedException e) {
            lease.close();
            throw e;
        }
    }

    private ContentsModel filled(ContentsModel model, Wish wish) throws IOException {
        Read read = read(model.entry());
        trust.mark(read.notebook(), read.hash());
        model.content("json", read.notebook().root()).message(read.notebook().flaw());
        return wish.hash() ? model.hash(read.hash()) : model;
    }

    private static Reply large(ContentsModel model, Room.Lease lease) throws IOException {
        Chunks chunks = new Chunks();
        try (JsonGenerator json =
                ContentsJson.MAPPER.createGenerator(new OutputStreamWriter(chunks, StandardCharsets.UTF_8))) {
            json.writeTree(model.json());
        }
        Map<String, String> headers =
                new LinkedHashMap<>(ContentsReader.reply(model).headers());
        headers.put("Content-Length", Long.toString(chunks.size()));
        return new Reply.Streamed(200, "application/json", new Leased(chunks.read(), lease), headers);
    }

    private Read read(Entry entry) throws IOException {
        SharePath path = entry.path();
        if (entry.size() > maxBytes) {
            throw ContentsReader.tooLarge(path, maxBytes);
        }
        MessageDigest digest = Sha256.digest();
        try (InputStream file = Channels.newInputStream(share.read(path));
                InputStream in = new DigestInputStream(new Limited(file, path), digest)) {
            Notebook notebook = Notebook.parse(in, path.text());
            in.transferTo(OutputStream.nullOutputStream()); // the digest is of what stands behind the JSON, too
            return new Read(notebook, Sha256.of(digest));
        }
    }

    private Sha256 hashOnDisk(SharePath path) throws IOException {
        try (InputStream file = Channels.newInputStream(share.read(path))) {
            return Sha256.of(file);
        }
    }

    /** Refuses to read a file that grew too large after somebody had looked. */
    private final class Limited extends FilterInputStream {
        private final SharePath path;
        private long left = maxBytes;

        Limited(InputStream in, SharePath path) {
            super(in);
            this.path = path;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = in.read(bytes, offset, length);
            left -= Math.max(count, 0);
            if (left < 0) {
                throw ContentsReader.tooLarge(path, maxBytes);
            }
            return count;
        }

        /** The parser closes what it has read to the end of the JSON; the rest is still wanted. */
        @Override
        public void close() {}
    }

    /** An answer that gives its room back once it is sent, or never will be. */
    private static final class Leased extends FilterInputStream {
        private final Room.Lease lease;

        Leased(InputStream in, Room.Lease lease) {
            super(in);
            this.lease = lease;
        }

        @Override
        public void close() throws IOException {
            lease.close();
            super.close();
        }
    }
}
