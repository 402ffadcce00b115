package dev.atelier.gateway.share;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Optional;
import java.util.UUID;

/**
 * Replaces a file so that a crash at any moment leaves the old bytes or the new ones: written beside it, synced, renamed
 * over it, and the folder synced. Mode and owner of the old file stay.
 */
final class DurableWrite {
    /** Gives a file that is written and synced its name. */
    @FunctionalInterface
    interface Naming {
        void name(String temporary) throws IOException;
    }

    private DurableWrite() {}

    static void replace(Folder folder, String name, Share.Body body, Naming naming) throws IOException {
        Optional<PosixFileAttributes> old = existing(folder, name);
        String temporary = ".~" + UUID.randomUUID() + ".tmp";
        try {
            try (FileChannel channel =
                    folder.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                OutputStream out = Channels.newOutputStream(channel);
                body.writeTo(out);
                out.flush();
                if (old.isPresent()) {
                    keep(folder, temporary, old.get());
                }
                channel.force(true);
            }
            naming.name(temporary);
        } catch (IOException | RuntimeException e) {
            removeQuietly(folder, temporary, e);
            throw e;
        }
        folder.sync();
    }

    private static Optional<PosixFileAttributes> existing(Folder folder, String name) throws IOException {
        try {
            PosixFileAttributes attributes = folder.attributes(name);
            if (!attributes.isRegularFile()) {
                throw new AccessDeniedException(name, null, "not a regular file");
            }
            if (!Files.isWritable(folder.real().resolve(name))) {
                folder.attributes(name); // nor is one that has just been deleted, which is nobody's lack of rights
                throw new AccessDeniedException(name);
            }
            return Optional.of(attributes);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static void keep(Folder folder, String temporary, PosixFileAttributes old) throws IOException {
        PosixFileAttributeView view = folder.view(temporary, PosixFileAttributeView.class);
        PosixFileAttributes now = view.readAttributes();
        try {
            if (!now.owner().equals(old.owner())) {
                view.setOwner(old.owner());
            }
            if (!now.group().equals(old.group())) {
                view.setGroup(old.group());
            }
        } catch (IOException e) {
            // Only root may give files away. The bytes matter more than whose they are.
            System.getLogger(DurableWrite.class.getName())
                    .log(System.Logger.Level.DEBUG, "a file's owner could not be kept", e);
        }
        if (!now.permissions().equals(old.permissions())) {
            view.setPermissions(old.permissions());
        }
    }

    private static void removeQuietly(Folder folder, String temporary, Exception cause) {
        try {
            folder.deleteFile(temporary);
        } catch (IOException e) {
            if (!(e instanceof NoSuchFileException)) {
                cause.addSuppressed(e);
            }
        }
    }
}
