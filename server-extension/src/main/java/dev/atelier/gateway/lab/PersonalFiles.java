package dev.atelier.gateway.lab;

import dev.atelier.api.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Small files of one kind, a folder for each person; names are encoded, so that any text may be one. */
final class PersonalFiles {
    private static final int LONGEST_NAME = 200;
    private static final int MOST = 1000;

    private final Path root;
    private final String kind;

    PersonalFiles(Path root, String kind) {
        this.root = root;
        this.kind = kind;
    }

    Optional<Path> find(String person, String name) {
        Path file = place(person, name);
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    List<Path> all(String person) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder(person), "*.json")) {
            stream.forEach(files::add);
        } catch (NoSuchFileException e) {
            return List.of();
        }
        files.sort(null);
        return files;
    }

    /** Written whole and durably, or not at all. */
    void write(String person, String name, String text) throws IOException {
        Path file = place(person, name);
        Files.createDirectories(file.getParent());
        if (!Files.exists(file) && all(person).size() >= MOST) {
            throw Problem.of(409, "too-many", "More than " + MOST + " files of " + kind + " are kept for nobody.")
                    .asException();
        }
        Path temporary = file.resolveSibling(UUID.randomUUID() + ".tmp");
        try {
            try (FileChannel channel =
                            FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                    OutputStream out = Channels.newOutputStream(channel)) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    boolean delete(String person, String name) throws IOException {
        return Files.deleteIfExists(place(person, name));
    }

    private Path folder(String person) {
        return root.resolve(encoded(person)).resolve(kind);
    }

    private Path place(String person, String name) {
        return folder(person).resolve(encoded(name) + ".json");
    }

    private static String encoded(String name) {
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace(".", "%2E")
                .replace("*", "%2A");
        if (encoded.isEmpty() || encoded.length() > LONGEST_NAME) {
            throw Problem.of(400, "bad-name", "A name must have 1 to " + LONGEST_NAME + " characters.")
                    .asException();
        }
        return encoded;
    }
}
