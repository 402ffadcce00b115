package dev.atelier.gateway.provider.local;

import dev.atelier.api.DatastoreSpec.ObjectStore;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.provider.DatastoreMounts.Access;
import dev.atelier.gateway.provider.Rclone;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Object stores as folders, through {@code rclone mount}. Credentials go by the environment of rclone's process, never on a
 * command line; rclone's remote control port stays closed.
 */
final class RcloneMounts {
    private static final System.Logger LOG = System.getLogger(RcloneMounts.class.getName());
    private static final Duration PROGRAM = Duration.ofSeconds(15);
    private static final Duration MOUNT = Duration.ofSeconds(20);
    private static final long PAUSE_MILLIS = 20;

    void check(ObjectStore store) throws IOException, InterruptedException {
        Commands.Result listing = rclone(store, Rclone.list(store), Rclone.patience(store));
        if (listing.timedOut()) {
            throw Rclone.silent(store);
        }
        if (!listing.succeeded()) {
            throw Rclone.refused(store, listing.output());
        }
    }

    void mount(ObjectStore store, Path point, Access access, Path log) throws IOException, InterruptedException {
        if (isMounted(point)) {
            if (answers(point)) {
                return;
            }
            letGo(point);
        }
        requireFuse();
        check(store);
        Files.createDirectories(point);
        List<String> command =
                new ArrayList<>(List.of("rclone", "mount", Rclone.bucket(store), point.toString(), "--config", ""));
        command.addAll(Rclone.mount(store, access));
        Files.deleteIfExists(log);
        Process process = Commands.detach(command, Rclone.environment(store), point.getParent(), log);
        Instant deadline = Instant.now().plus(MOUNT);
        try {
            while (!isMounted(point)) {
                if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                    throw Rclone.failed(store, Files.isRegularFile(log) ? Files.readString(log) : "");
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException | IOException | RuntimeException e) {
            process.destroyForcibly();
            Files.deleteIfExists(point);
            throw e;
        }
    }

    /** Whether there is still an rclone behind the mount; one that was killed leaves its line in the mount table. */
    private static boolean answers(Path point) {
        try {
            Files.readAttributes(point, BasicFileAttributes.class);
            return true;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.INFO, () -> point + " is mounted, but nothing answers: " + e.getMessage());
            return false;
        }
    }

    /** Takes a mount with nothing behind it out of the mount table, whoever has it open. */
    private static void letGo(Path point) throws IOException, InterruptedException {
        Commands.run(List.of("fusermount3", "-u", "-z", point.toString()), Map.of(), MOUNT);
    }

    void unmount(Path point) throws IOException, InterruptedException {
        if (isMounted(point)) {
            Commands.Result done = Commands.run(List.of("fusermount3", "-u", point.toString()), Map.of(), MOUNT);
            if (!done.succeeded() && isMounted(point)) {
                throw Problem.of(
                                409,
                                "mount-in-use",
                                "The mount " + point + " is in use: " + done.lastLine() + ".",
                                "Close the files and shells in it, then unmount again.")
                        .asException();
            }
        }
        try {
            Files.deleteIfExists(point);
        } catch (DirectoryNotEmptyException e) {
            LOG.log(System.Logger.Level.INFO, () -> point + " stays: something was written there beside the mount");
        }
    }

    static boolean isMounted(Path point) throws IOException {
        String wanted = point.toString();
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
            return lines.anyMatch(line -> line.split(" ").length > 4 && line.split(" ")[4].equals(escaped(wanted)));
        }
    }

    /** The mount table writes spaces and the like as octal numbers. */
    private static String escaped(String path) {
        return path.replace("\\", "\\134").replace(" ", "\\040").replace("\t", "\\011");
    }

    private static void requireFuse() throws InterruptedException {
        if (!Files.exists(Path.of("/dev/fuse"))) {
            throw noFuse("This computer has no FUSE (there is no /dev/fuse).");
        }
        for (String program : List.of("rclone", "fusermount3")) {
            try {
                Commands.run(List.of(program, "--version"), Map.of(), PROGRAM);
            } catch (IOException e) {
                throw new ProblemException(
                        noFuse("The program " + program + " is not installed.").problem(), e);
            }
        }
    }

    private static ProblemException noFuse(String what) {
        return Problem.of(
                        501,
                        "no-fuse",
                        what + " Buckets are mounted with it.",
                        "Install both with: apt-get install rclone fuse3")
                .asException();
    }

    private static Commands.Result rclone(ObjectStore store, List<String> words, Duration timeout)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("rclone"));
        command.addAll(words);
        command.addAll(List.of("--config", ""));
        try {
            return Commands.run(command, Rclone.environment(store), timeout);
        } catch (IOException e) {
            if (!isMissing(e)) {
                throw e;
            }
            throw new ProblemException(
                    noFuse("The program rclone is not installed.").problem(), e);
        }
    }

    /** Java says it of a program in no other way. */
    private static boolean isMissing(IOException e) {
        return String.valueOf(e.getMessage()).contains("No such file or directory");
    }
}
