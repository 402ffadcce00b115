package dev.atelier.gateway.share;

import dev.atelier.api.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A log on the share: it may not be there yet, and grows while somebody reads it. A link out of the share is none. */
public record GrowingFile(Share files, SharePath path) {
    private static final long PAUSE_MILLIS = 30;

    /** What is in it now, the last {@code most} bytes of it. */
    public byte[] end(int most) throws IOException {
        Optional<FileChannel> log = open();
        if (log.isEmpty()) {
            return new byte[0];
        }
        try (FileChannel in = log.orElseThrow()) {
            in.position(Math.max(0, in.size() - most));
            return Channels.newInputStream(in).readNBytes(most);
        }
    }

    /** Copies it while it grows, until it has ended and all is out; from its beginning again where it was begun anew. */
    public void follow(OutputStream out, BooleanSupplier ended) throws IOException, InterruptedException {
        long done = 0;
        while (true) {
            boolean last = ended.getAsBoolean();
            Optional<FileChannel> log = open();
            if (log.isPresent()) {
                try (FileChannel in = log.orElseThrow()) {
                    done = in.size() < done ? 0 : done;
                    in.position(done);
                    done += Channels.newInputStream(in).transferTo(out);
                }
                out.flush();
            }
            if (last) {
                return;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private Optional<FileChannel> open() throws IOException {
        try {
            return Optional.of(files.read(path));
        } catch (ProblemException e) {
            if (e.problem().status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
