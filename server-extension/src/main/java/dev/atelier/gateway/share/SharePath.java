package dev.atelier.gateway.share;

import dev.atelier.api.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * A path below the share's root, as clients write it: segments joined with {@code /}, none of them empty, {@code .} or
 * {@code ..}. No segment at all is the root.
 */
public record SharePath(List<String> segments) {
    public static final SharePath ROOT = new SharePath(List.of());
    private static final int LONGEST = 4096;

    public SharePath {
        segments = List.copyOf(segments);
    }

    /** @throws dev.atelier.api.ProblemException {@code bad-path} (400) */
    public static SharePath of(String text) {
        if (text.length() > LONGEST || text.indexOf('\0') >= 0) {
            throw Problem.of(400, "bad-path", "The path is too long or has a NUL.")
                    .asException();
        }
        List<String> segments = new ArrayList<>();
        for (String segment : text.split("/", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                throw Problem.of(
                                400,
                                "bad-path",
                                "The path " + text + " has a segment " + segment + ".",
                                "Name the file from the share's root.")
                        .asException();
            }
            if (!segment.isEmpty()) {
                segments.add(segment);
            }
        }
        return new SharePath(segments);
    }

    public boolean isRoot() {
        return segments.isEmpty();
    }

    /** The last segment; the empty string for the root. */
    public String name() {
        return isRoot() ? "" : segments.getLast();
    }

    /** The folder that it lies in; the root for the root. */
    public SharePath parent() {
        return isRoot() ? this : new SharePath(segments.subList(0, segments.size() - 1));
    }

    /** @param name one segment */
    public SharePath child(String name) {
        List<String> longer = new ArrayList<>(segments);
        longer.addAll(of(name).segments());
        return new SharePath(longer);
    }

    /** Whether a segment begins with a dot: such files are not shown and not given out. */
    public boolean isHidden() {
        return segments.stream().anyMatch(segment -> segment.startsWith("."));
    }

    /** Whether this is {@code other} or lies below it. */
    public boolean startsWith(SharePath other) {
        return segments.size() >= other.segments.size()
                && segments.subList(0, other.segments.size()).equals(other.segments);
    }

    /** Without a slash at either end; empty for the root. */
    public String text() {
        return String.join("/", segments);
    }

    @Override
    public String toString() {
        return text();
    }
}
