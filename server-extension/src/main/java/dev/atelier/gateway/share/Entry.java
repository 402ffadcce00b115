package dev.atelier.gateway.share;

import java.time.Instant;

/**
 * What is at a path.
 *
 * @param size in bytes; meaningless for folders
 */
public record Entry(SharePath path, Kind kind, long size, Instant created, Instant modified, Access access) {

    public enum Kind {
        FILE,
        FOLDER,
        /** A socket, a device, a pipe: neither listed nor read. */
        OTHER
    }

    public enum Access {
        READ_ONLY,
        WRITABLE
    }

    public boolean isFolder() {
        return kind == Kind.FOLDER;
    }

    public boolean isFile() {
        return kind == Kind.FILE;
    }
}
