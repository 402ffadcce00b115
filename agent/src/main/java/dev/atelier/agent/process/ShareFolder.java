package dev.atelier.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The share as a place to work in: paths of clients lead into it, never out of it. */
public record ShareFolder(Path path) {
    /**
     * Where a client's path leads: relative to the share, or absolute and within it. Empty if it leads out of the share,
     * by {@code ..} or by a link.
     */
    public Optional<Path> resolve(String wanted) {
        if (wanted.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        Path absolute = Path.of(wanted).normalize();
        Path inside = absolute.startsWith(path)
                ? absolute
                : path.resolve(wanted.replaceFirst("^/+", "")).normalize();
        return inside.startsWith(path) && staysInside(inside) ? Optional.of(inside) : Optional.empty();
    }

    /** The folder that was asked for, or the nearest above it that exists; the share itself where none was. */
    public Path nearest(Optional<Path> wanted) {
        Path folder = wanted.filter(p -> p.startsWith(path)).orElse(path);
        while (!Files.isDirectory(folder) && !folder.equals(path)) {
            folder = folder.getParent();
        }
        return folder;
    }

    private boolean staysInside(Path inside) {
        Path existing = inside;
        while (!Files.exists(existing) && !existing.equals(path)) {
            existing = existing.getParent();
        }
        try {
            return existing.toRealPath().startsWith(path.toRealPath());
        } catch (IOException e) { // it went away just now
            return false;
        }
    }
}
