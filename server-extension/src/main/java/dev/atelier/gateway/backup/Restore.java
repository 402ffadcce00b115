package dev.atelier.gateway.backup;

import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.provider.PrivateFiles;
import dev.atelier.gateway.store.Snapshots;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Puts a backup back into a home that no gateway uses. All of it is unpacked and looked at before anything is changed; what was
 * there is moved aside and never deleted.
 */
public final class Restore {
    /** There while a restore is under way; names its file. */
    private static final String MARK = "restoring";

    private static final int MANIFEST_BYTES = 1 << 16;
    private static final FileAttribute<?> ONLY_OURS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path home;

    public Restore(Path home) {
        this.home = home;
    }

    /**
     * @param created when the backup was
     * @param aside where the state lies that was there before, if there was any
     */
    public record Done(Instant created, Optional<Path> aside) {}

    /** Whether there is a state already, and a whole one. */
    public boolean wouldReplace() {
        return Files.exists(home.resolve(StateFiles.STORE)) && !Files.exists(home.resolve(MARK));
    }

    /**
     * What a gateway asks before it begins: half a state would be taken for an empty one.
     *
     * @throws dev.atelier.api.ProblemException {@code restore-broken-off}
     */
    public static void requireNoneBrokenOff(Path home) throws IOException {
        Path mark = home.resolve(MARK);
        if (Files.exists(mark)) {
            throw Problem.of(
                            409,
                            "restore-broken-off",
                            "A restore into " + home + " was broken off.",
                            "Do it again: ./atelier restore "
                                    + Files.readString(mark).strip())
                    .asException();
        }
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /**
     * To be done again where it was broken off.
     *
     * @throws dev.atelier.api.ProblemException {@code bad-backup}, {@code newer-backup}: nothing was changed then
     */
    public Done from(Path file) throws IOException {
        Path unpacked = Files.createTempDirectory(home, "restore");
        try {
            Manifest manifest = unpack(file, unpacked);
            Path store = unpacked.resolve(StateFiles.STORE);
            Snapshots.require(store);
            Snapshots.renew(store);
            List<String> names = StateFiles.of(unpacked);
            Files.writeString(home.resolve(MARK), file + "\n");
            Optional<Path> aside = moveAside(names);
            for (String name : names) {
                move(unpacked, home, name);
            }
            move(unpacked, home, StateFiles.STORE); // last: with it the home is complete
            sync(home);
            Files.delete(home.resolve(MARK));
            return new Done(manifest.created(), aside);
        } finally {
            PrivateFiles.removeTree(unpacked);
        }
    }

    private static Manifest unpack(Path file, Path into) throws IOException {
        try (ZipFile archive = new ZipFile(file.toFile())) {
            Manifest manifest = manifest(archive);
            for (ZipEntry entry : archive.stream().toList()) {
                String name = entry.getName();
                if (name.equals(Manifest.NAME)) {
                    continue;
                }
                if (!name.equals(StateFiles.STORE) && !StateFiles.belongs(name)) {
                    throw damaged(file, "“" + name + "” belongs to no backup");
                }
                Path target = into.resolve(name);
                folders(into, name);
                try (InputStream in = archive.getInputStream(entry)) {
                    Files.createFile(target, ONLY_OURS);
                    try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
                        in.transferTo(Channels.newOutputStream(channel));
                        channel.force(true);
                    }
                }
            }
            return manifest;
        } catch (ZipException e) {
            throw damaged(file, e.getMessage());
        }
    }

    private static Manifest manifest(ZipFile archive) throws IOException {
        ZipEntry entry = archive.getEntry(Manifest.NAME);
        if (entry == null) {
            throw damaged(Path.of(archive.getName()), "it does not say what it is");
        }
        Manifest manifest;
        try (InputStream in = archive.getInputStream(entry)) {
            manifest = Json.read(new String(in.readNBytes(MANIFEST_BYTES), StandardCharsets.UTF_8), Manifest.class);
        } catch (ProblemException e) {
            throw damaged(Path.of(archive.getName()), "it does not say what it is");
        }
        if (manifest.format() != Manifest.FORMAT) {
            throw Problem.of(
                            409,
                            "newer-backup",
                            "The backup was written by Atelier " + manifest.version() + " in format "
                                    + manifest.format() + ", which this one does not know.",
                            "Restore it with that version.")
                    .asException();
        }
        return manifest;
    }

    private static RuntimeException damaged(Path file, String why) {
        return Problem.of(400, "bad-backup", file + " is no whole backup of Atelier: " + why + ".", "Take another one.")
                .asException();
    }

    /**
     * The store goes first: without it the home is no state any more, and a restore that was broken off begins again. What leads
     * to instances that were made since stays where it is: they run, and one of that name may be wanted again.
     */
    private Optional<Path> moveAside(List<String> names) throws IOException {
        Snapshots.settle(home.resolve(StateFiles.STORE));
        List<String> there = new ArrayList<>();
        for (String name : List.of(StateFiles.STORE, StateFiles.STORE + "-wal", StateFiles.STORE + "-shm")) {
            if (Files.exists(home.resolve(name))) {
                there.add(name);
            }
        }
        StateFiles.of(home).stream()
                .filter(name -> names.contains(name) || !name.startsWith("instances/"))
                .forEach(there::add);
        if (there.isEmpty()) {
            return Optional.empty();
        }
        Path aside = Files.createTempDirectory(home, "before-restore-");
        for (String name : there) {
            move(home, aside, name);
        }
        return Optional.of(aside);
    }

    private static void move(Path from, Path to, String name) throws IOException {
        folders(to, name);
        Files.move(from.resolve(name), to.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void folders(Path root, String name) throws IOException {
        Path folder = root;
        Path path = Path.of(name);
        for (int i = 0; i < path.getNameCount() - 1; i++) {
            folder = PrivateFiles.folder(folder.resolve(path.getName(i)));
        }
    }
}
