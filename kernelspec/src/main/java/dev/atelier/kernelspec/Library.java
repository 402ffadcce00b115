package dev.atelier.kernelspec;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The kernel's jars, copied into the kernelspec's folder, so that it works wherever it was installed from, and goes on working
 * when that is built anew or removed. Each version has a folder of its own, since kernels run on earlier ones.
 */
final class Library {
    private static final String PREFIX = "lib-";
    private static final int HASH_LETTERS = 12;
    private static final int KEPT = 2;

    private final Path source;

    /** @param source the folder that the jars lie in */
    Library(Path source) {
        this.source = source;
    }

    /** @return the folder of the copies */
    Path copyInto(Path kernelspec) throws IOException {
        Path target = kernelspec.resolve(PREFIX + hash());
        if (!Files.isDirectory(target)) {
            Path part = Files.createTempDirectory(kernelspec, ".lib");
            try {
                for (Path jar : jars()) {
                    Files.copy(jar, part.resolve(jar.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
                }
            } catch (IOException e) {
                removeFolder(part);
                throw e;
            }
            part.toFile().setReadable(true, false);
            part.toFile().setExecutable(true, false);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.setLastModifiedTime(target, FileTime.from(Instant.now()));
        return target;
    }

    /** Removes what nothing new will start from; the version before stays for kernels that still run. */
    static void removeOld(Path kernelspec) throws IOException {
        try (Stream<Path> entries = Files.list(kernelspec)) {
            List<Path> newestFirst = entries.filter(
                            e -> e.getFileName().toString().startsWith(PREFIX))
                    .sorted(Comparator.comparingLong((Path e) -> e.toFile().lastModified())
                            .reversed())
                    .toList();
            for (Path old : newestFirst.stream().skip(KEPT).toList()) {
                removeUnlessUsed(old);
            }
        }
    }

    /** Where a system keeps files that a running kernel has open, they go the next time. */
    private static void removeUnlessUsed(Path folder) throws IOException {
        try {
            removeFolder(folder);
        } catch (AccessDeniedException e) {
            // A kernel runs on it.
        }
    }

    private static void removeFolder(Path folder) throws IOException {
        try (Stream<Path> jars = Files.list(folder)) {
            for (Path jar : jars.toList()) {
                Files.delete(jar);
            }
        }
        Files.delete(folder);
    }

    List<Path> jars() throws IOException {
        try (Stream<Path> files = Files.list(source)) {
            return files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
        }
    }

    private String hash() throws IOException {
        MessageDigest digest = sha256();
        for (Path jar : jars()) {
            digest.update(jar.getFileName().toString().getBytes(StandardCharsets.UTF_8));
            try (InputStream in = new DigestInputStream(Files.newInputStream(jar), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, HASH_LETTERS);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
