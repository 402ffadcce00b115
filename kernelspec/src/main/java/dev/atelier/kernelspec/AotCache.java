package dev.atelier.kernelspec;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The ahead-of-time cache of loaded and linked classes. Its name holds the hash of all that it depends on, because a JVM
 * that is given a cache of other jars or options says nothing and starts slowly.
 */
final class AotCache {
    private static final long TRAINING_SECONDS = 180;
    private static final int HASH_LETTERS = 16;

    private final Launch launch;

    AotCache(Launch launch) {
        this.launch = launch;
    }

    String fileName() throws IOException {
        return "kernel-" + hash() + ".aot";
    }

    /** @return the cache, made now unless it is there; empty with the reason on {@code log} when this JVM makes none */
    Optional<Path> ensure(Path folder, Appendable log) throws IOException, InterruptedException {
        Path cache = folder.resolve(fileName());
        if (Files.exists(cache)) {
            return Optional.of(cache);
        }
        Path made = folder.resolve("." + ProcessHandle.current().pid() + ".aot");
        File output = File.createTempFile("atelier-training", ".log");
        try {
            if (train(made, output) && Files.exists(made)) {
                Files.move(made, cache, StandardCopyOption.ATOMIC_MOVE);
                return Optional.of(cache);
            }
            log.append("No AOT cache could be made; the kernel will start more slowly. The training run said:\n")
                    .append(Files.readString(output.toPath(), StandardCharsets.UTF_8));
            return Optional.empty();
        } finally {
            Files.deleteIfExists(made);
            Files.deleteIfExists(output.toPath());
        }
    }

    private boolean train(Path made, File output) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(launch.training(made))
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        try {
            return process.waitFor(TRAINING_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Caches of earlier versions; kernels that still run have them mapped and lose nothing. */
    static void removeOthers(Path folder, Optional<Path> kept) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                boolean cache = file.getFileName().toString().matches("kernel-[0-9a-f]+\\.aot");
                if (cache && !kept.equals(Optional.of(file))) {
                    removeUnlessUsed(file);
                }
            }
        }
    }

    /** Where a system keeps files that a running kernel has open, they go the next time. */
    private static void removeUnlessUsed(Path file) throws IOException {
        try {
            Files.deleteIfExists(file);
        } catch (AccessDeniedException e) {
            // A kernel runs on it.
        }
    }

    private String hash() throws IOException {
        MessageDigest digest = Library.sha256();
        List<String> words = launch.kernel(Optional.empty());
        digest.update(String.join("\0", words).getBytes(StandardCharsets.UTF_8));
        digest.update(System.getProperty("java.vm.version").getBytes(StandardCharsets.UTF_8));
        try (Stream<Path> files = Files.list(launch.jar().getParent())) {
            for (Path jar :
                    files.filter(f -> f.toString().endsWith(".jar")).sorted().toList()) {
                digest.update(jar.toString().getBytes(StandardCharsets.UTF_8));
                // The JVM compares the time too.
                digest.update(Files.getLastModifiedTime(jar).toString().getBytes(StandardCharsets.UTF_8));
                try (InputStream in = new DigestInputStream(Files.newInputStream(jar), digest)) {
                    in.transferTo(java.io.OutputStream.nullOutputStream());
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, HASH_LETTERS);
    }
}
