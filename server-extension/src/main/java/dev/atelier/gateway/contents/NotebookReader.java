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
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Notebooks as clients read them. A large one is several times its size in memory, so only some are opened at one time. */
final class NotebookReader {
    /** Up to here nobody waits for anybody. */
    private static final long SMALL = 1 << 20;

    private static final int SLICE = 1 << 20;

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
        return new Reply.Streamed(200, "application/json", new Leased(chunks, lease), headers);
    }

    private Read read(Entry entry) throws IOException {
        byte[] bytes = bytes(entry.path());
        Supplier<Sha256> hash = Beside.of(bytes.length, () -> Sha256.of(bytes));
        return new Read(Notebook.parse(bytes, entry.path().text()), hash.get());
    }

    /** What the file had when it was opened; what a kernel adds meanwhile belongs to the next look. */
    private byte[] bytes(SharePath path) throws IOException {
        try (FileChannel file = share.read(path)) {
            if (file.size() > maxBytes) {
                throw ContentsReader.tooLarge(path, maxBytes);
            }
            ByteBuffer buffer = ByteBuffer.allocate((int) file.size());
            int count = 0;
            while (count >= 0 && buffer.position() < buffer.capacity()) {
                // In slices: Java keeps a buffer outside its heap that is as large as the largest read.
                buffer.limit(Math.min(buffer.capacity(), buffer.position() + SLICE));
                count = file.read(buffer);
            }
            return buffer.position() < buffer.capacity()
                    ? Arrays.copyOf(buffer.array(), buffer.position())
                    : buffer.array();
        }
    }

    private Sha256 hashOnDisk(SharePath path) throws IOException {
        try (InputStream file = Channels.newInputStream(share.read(path))) {
            return Sha256.of(file);
        }
    }

    /** An answer that gives its room back once it is sent, or never will be. */
    private static final class Leased extends FilterInputStream {
        private final Chunks chunks;
        private final Room.Lease lease;

        Leased(Chunks chunks, Room.Lease lease) {
            super(chunks.read());
            this.chunks = chunks;
            this.lease = lease;
        }

        /** In whole chunks. */
        @Override
        public long transferTo(OutputStream out) throws IOException {
            chunks.writeTo(out);
            return chunks.size();
        }

        @Override
        public void close() throws IOException {
            lease.close();
            super.close();
        }
    }
}
