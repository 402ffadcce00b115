package dev.atelier.gateway.contents;

import dev.atelier.api.Problem;
import dev.atelier.gateway.share.Before;
import dev.atelier.gateway.share.Entry;
import dev.atelier.gateway.share.Share;
import dev.atelier.gateway.share.SharePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.List;

/** Copies within the share. */
final class FileCopy {
    private static final int MOST_ENTRIES = 10_000;

    private FileCopy() {}

    static void copy(Share share, SharePath from, SharePath to) throws IOException {
        copy(share, from, to, new Before.Anything());
    }

    /** @param before what must be at {@code to} */
    static void copy(Share share, SharePath from, SharePath to, Before before) throws IOException {
        try (InputStream in = Channels.newInputStream(share.read(from))) {
            share.write(to, before, in::transferTo);
        }
    }

    /** @throws dev.atelier.api.ProblemException {@code folder-too-large} (400) before anything is copied */
    static void copyFolder(Share share, SharePath from, SharePath to, long maxBytes) throws IOException {
        if (to.startsWith(from)) {
            throw Problem.of(400, "bad-path", "The folder " + from + " cannot be copied into itself.")
                    .asException();
        }
        Sum sum = measure(share, from, new Sum(0, 0), 0);
        if (sum.bytes > maxBytes || sum.entries > MOST_ENTRIES) {
            throw Problem.of(
                            400,
                            "folder-too-large",
                            "Can't copy folders larger than " + maxBytes + " bytes or of more than " + MOST_ENTRIES
                                    + " files; " + from + " is.",
                            "Copy it in a terminal: cp -r.")
                    .asException();
        }
        copyEntries(share, from, to);
    }

    /** What lies in a folder; more than counted where there are more entries than {@link #copyFolder} takes. */
    static long bytes(Share share, SharePath folder) throws IOException {
        Sum sum = measure(share, folder, new Sum(0, 0), 0);
        return sum.entries > MOST_ENTRIES ? Long.MAX_VALUE / 2 : sum.bytes;
    }

    private record Sum(long bytes, int entries) {}

    private static Sum measure(Share share, SharePath folder, Sum before, int depth) throws IOException {
        Sum sum = before;
        for (Entry entry : share.list(folder)) {
            sum = new Sum(sum.bytes + entry.size(), sum.entries + 1);
            if (sum.entries > MOST_ENTRIES || depth > 100) {
                return new Sum(sum.bytes, MOST_ENTRIES + 1);
            }
            if (entry.isFolder()) {
                sum = measure(share, entry.path(), sum, depth + 1);
            }
        }
        return sum;
    }

    private static void copyEntries(Share share, SharePath from, SharePath to) throws IOException {
        share.createFolder(to);
        List<Entry> entries = share.list(from);
        for (Entry entry : entries) {
            SharePath target = to.child(entry.path().name());
            if (entry.isFolder()) {
                copyEntries(share, entry.path(), target);
            } else {
                copy(share, entry.path(), target);
            }
        }
    }
}
