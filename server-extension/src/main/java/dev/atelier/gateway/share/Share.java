package dev.atelier.gateway.share;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The share's files. All methods throw {@link ProblemException}s for what a client did wrong or the disk refuses: 404
 * for what is missing or lies outside, 403, 409 for what is there already, 507 for a full disk.
 */
public final class Share {
    /** As the system's mkdir makes them with the usual mask. */
    private static final Set<PosixFilePermission> FOLDER_PERMISSIONS = PosixFilePermissions.fromString("rwxr-xr-x");

    private static final String INODE = "unix:ino";

    private final Path root;
    private final Object inode;
    private final Places places = new Places();

    /** Writes a file's bytes; may throw in the middle, and the old file stays. */
    @FunctionalInterface
    public interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException;
    }

    @FunctionalInterface
    private interface InFolder<T> {
        T run(Folder folder, String name) throws IOException;
    }

    /** @throws IOException if the root is no folder that can be read */
    public Share(Path root) throws IOException {
        this.root = root.toRealPath();
        this.inode = Files.getAttribute(this.root, INODE);
        Folder.open(this.root, this.root).close();
    }

    /**
     * Whether the folder is the one that it was: where a disk is mounted, the folder below it shows when the disk is gone, and what
     * would be saved there would be hidden from everybody once it is back.
     */
    public boolean isThere() {
        try {
            return Files.getAttribute(root, INODE).equals(inode);
        } catch (IOException e) {
            return false;
        }
    }

    /** The share's place on this computer, for those who start processes there; not for opening files. */
    public Path root() {
        return root;
    }

    /** What the root's disk has left. */
    public long usableBytes() throws IOException {
        return Files.getFileStore(root).getUsableSpace();
    }

    /** What is at a path, links followed as far as they stay inside. */
    public Optional<Entry> find(SharePath path) throws IOException {
        try {
            return Optional.of(entry(path));
        } catch (ProblemException e) {
            if (e.problem().status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** @throws ProblemException 404 */
    public Entry entry(SharePath path) throws IOException {
        return guarded(path, () -> {
            Path real = real(path);
            if (real.equals(root)) {
                return described(path, real, Files.readAttributes(real, PosixFileAttributes.class));
            }
            try (Folder folder = Folder.open(root, real.getParent())) {
                return described(
                        path, real, folder.attributes(real.getFileName().toString()));
            }
        });
    }

    /** What lies in a folder, by name; neither links that lead nowhere or outside, nor devices and the like. */
    public List<Entry> list(SharePath path) throws IOException {
        return guarded(path, () -> {
            List<Entry> entries = new ArrayList<>();
            try (Folder folder = Folder.open(root, real(path))) {
                for (String name : folder.names().stream().sorted().toList()) {
                    listed(folder, path.child(name))
                            .filter(e -> e.kind() != Entry.Kind.OTHER)
                            .ifPresent(entries::add);
                }
            }
            return entries;
        });
    }

    /** A channel to a file's bytes. */
    public FileChannel read(SharePath path) throws IOException {
        return guarded(path, () -> {
            Path real = real(path);
            if (real.equals(root)) {
                throw new NoSuchFileException(path.text());
            }
            try (Folder folder = Folder.open(root, real.getParent())) {
                String name = real.getFileName().toString();
                if (!folder.attributes(name).isRegularFile()) {
                    throw new NoSuchFileException(path.text());
                }
                return folder.open(name, StandardOpenOption.READ);
            }
        });
    }

    /** Writes a file whole: durable once this returns, and untouched if it throws. A link is written through. */
    public void write(SharePath path, Body body) throws IOException {
        write(path, new Before.Anything(), body);
    }

    /** The same where the path holds what it should; else a 409, and nothing is changed. */
    public void write(SharePath path, Before before, Body body) throws IOException {
        inRealFolder(path, (folder, name) -> {
            DurableWrite.replace(
                    folder,
                    name,
                    body,
                    temporary -> places.hold(folder, name, () -> {
                        require(before, folder, name, path);
                        folder.rename(temporary, folder, name);
                        return true;
                    }));
            return true;
        });
    }

    /** Looks only; a writer may come between this and anything else. @throws ProblemException 409 */
    public void require(SharePath path, Before before) throws IOException {
        inRealFolder(path, (folder, name) -> {
            require(before, folder, name, path);
            return true;
        });
    }

    private static void require(Before before, Folder folder, String name, SharePath path) throws IOException {
        switch (before) {
            case Before.Anything any -> {}
            case Before.Nothing nothing -> {
                if (exists(folder, name)) {
                    throw ShareProblems.exists(path);
                }
            }
            case Before.Bytes bytes -> {
                if (!exists(folder, name)) {
                    throw ShareProblems.changed(path, "was deleted or renamed");
                }
                try (InputStream in = Channels.newInputStream(folder.open(name, StandardOpenOption.READ))) {
                    if (!Sha256.of(in).equals(bytes.hash())) {
                        throw ShareProblems.changed(path, "was changed");
                    }
                }
            }
        }
    }

    /** Adds to the end of a file, which is made if it is missing. Not durable until the file is written or moved. */
    public long append(SharePath path, Body body) throws IOException {
        return inRealFolder(path, (folder, name) -> {
            // To open a pipe would wait for somebody at its other end.
            if (exists(folder, name) && !folder.attributes(name).isRegularFile()) {
                throw new NoSuchFileException(path.text());
            }
            try (FileChannel channel = folder.open(name, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                body.writeTo(Channels.newOutputStream(channel));
                channel.force(false);
                return channel.size();
            }
        });
    }

    /** Makes one folder. */
    public void createFolder(SharePath path) throws IOException {
        inFolder(
                path,
                (folder, name) -> places.hold(folder, name, () -> {
                    if (exists(folder, name)) {
                        throw new FileAlreadyExistsException(path.text());
                    }
                    // A folder can't be made relative to an open one, but it can be moved there: so a link that
                    // somebody puts
                    // in the way leads nowhere. Where that can't be, since another disk is mounted there, look where it
                    // came
                    // to lie.
                    if (!movedInto(folder, name)) {
                        Path made = Files.createDirectory(folder.real().resolve(name));
                        if (!made.toRealPath().startsWith(root)) {
                            Files.delete(made);
                            throw ShareProblems.notFound(path);
                        }
                    }
                    folder.sync();
                    return true;
                }));
    }

    private boolean movedInto(Folder folder, String name) throws IOException {
        if (!Files.getFileStore(root).equals(Files.getFileStore(folder.real())) || !Files.isWritable(root)) {
            return false;
        }
        Path made =
                Files.createTempDirectory(root, ".atelier-", PosixFilePermissions.asFileAttribute(FOLDER_PERMISSIONS));
        try (Folder top = Folder.open(root, root)) {
            top.rename(made.getFileName().toString(), folder, name);
            return true;
        } catch (IOException e) {
            Files.deleteIfExists(made);
            throw e;
        }
    }

    /** Renames a file, a folder or a link. @throws ProblemException 409 if there is something at {@code to} */
    public void move(SharePath from, SharePath to) throws IOException {
        if (to.startsWith(from)) {
            throw Problem.of(400, "bad-path", "The folder " + from + " cannot be moved into itself.")
                    .asException();
        }
        inFolder(
                from,
                (source, oldName) -> inFolder(
                        to,
                        (target, newName) -> places.holdBoth(source, oldName, target, newName, () -> {
                            source.attributes(oldName);
                            if (exists(target, newName)) {
                                throw new FileAlreadyExistsException(to.text());
                            }
                            source.rename(oldName, target, newName);
                            source.sync();
                            target.sync();
                            return true;
                        })));
    }

    /** Deletes a file, a link, or an empty folder. */
    public void delete(SharePath path) throws IOException {
        inFolder(
                path,
                (folder, name) -> places.hold(folder, name, () -> {
                    if (folder.attributes(name).isDirectory()) {
                        folder.deleteFolder(name);
                    } else {
                        folder.deleteFile(name);
                    }
                    folder.sync();
                    return true;
                }));
    }

    /** Whether a path names a folder itself, and not a link to one. */
    public boolean isPlainFolder(SharePath path) throws IOException {
        return path.isRoot()
                || inFolder(path, (folder, name) -> folder.attributes(name).isDirectory());
    }

    /** Deletes a folder with all that is in it; links in it are deleted, what they lead to is not. */
    public void deleteTree(SharePath path) throws IOException {
        inFolder(path, (folder, name) -> {
            folder.deleteTree(name, 0);
            folder.sync();
            return true;
        });
    }

    private Entry described(SharePath path, Path real, PosixFileAttributes attributes) {
        Entry.Kind kind = attributes.isDirectory()
                ? Entry.Kind.FOLDER
                : attributes.isRegularFile() ? Entry.Kind.FILE : Entry.Kind.OTHER;
        return new Entry(
                path,
                kind,
                attributes.size(),
                attributes.creationTime().toInstant(),
                attributes.lastModifiedTime().toInstant(),
                Files.isWritable(real) ? Entry.Access.WRITABLE : Entry.Access.READ_ONLY);
    }

    private Optional<Entry> listed(Folder folder, SharePath path) throws IOException {
        try {
            PosixFileAttributes attributes = folder.attributes(path.name());
            return attributes.isSymbolicLink()
                    ? find(path)
                    : Optional.of(described(path, folder.real().resolve(path.name()), attributes));
        } catch (NoSuchFileException e) {
            return Optional.empty(); // deleted while it was listed
        }
    }

    private static boolean exists(Folder folder, String name) throws IOException {
        try {
            folder.attributes(name);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Where a path leads once all links are followed; only ever inside. */
    private Path real(SharePath path) throws IOException {
        Path real = root.resolve(path.text()).toRealPath();
        if (!real.startsWith(root)) {
            throw ShareProblems.notFound(path);
        }
        return real;
    }

    /** In the folder that the path names, with its last segment as it is: a link is meant itself. */
    private <T> T inFolder(SharePath path, InFolder<T> work) throws IOException {
        if (path.isRoot()) {
            throw Problem.of(400, "bad-path", "The share's root stays as it is.")
                    .asException();
        }
        return guarded(path, () -> {
            try (Folder folder = Folder.open(root, real(path.parent()))) {
                return work.run(folder, path.name());
            }
        });
    }

    /** In the folder where the file really lies, if it is a link, else where it would come to lie. */
    private <T> T inRealFolder(SharePath path, InFolder<T> work) throws IOException {
        return inFolder(path, (folder, name) -> {
            if (!exists(folder, name) || !folder.attributes(name).isSymbolicLink()) {
                return work.run(folder, name);
            }
            Path real = real(path);
            if (real.equals(root)) {
                throw new NotDirectoryException(path.text());
            }
            try (Folder target = Folder.open(root, real.getParent())) {
                return work.run(target, real.getFileName().toString());
            }
        });
    }

    private <T> T guarded(SharePath path, Work<T> work) throws IOException {
        if (!isThere()) {
            throw ShareProblems.gone().asException();
        }
        try {
            return work.run();
        } catch (InvalidPathException e) {
            throw new ProblemException(
                    Problem.of(400, "bad-path", "The name cannot be a file's on this computer: " + path), e);
        } catch (IOException e) {
            throw ShareProblems.of(e, path);
        }
    }
}
