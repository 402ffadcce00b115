package dev.atelier.kernelspec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A Python package as {@code pip} installs it: a zip whose {@code RECORD} has the hash of every file. Its form is that of
 * PyPA's "Binary distribution format". The same files make the same bytes.
 */
final class Wheel {
    private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

    private final String nameAndVersion;
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    /** @param name with underscores, where the package's own name has dashes */
    Wheel(String name, String version) {
        this.nameAndVersion = name + "-" + version;
    }

    /** A file of the package, found by {@code import}. */
    void add(String path, byte[] content) {
        files.put(path, content);
    }

    /** A file below the environment's prefix. */
    void addData(String path, byte[] content) {
        add(nameAndVersion + ".data/data/" + path, content);
    }

    /** A file that says what the package is. */
    void addInfo(String path, String content) {
        addInfo(path, content.getBytes(StandardCharsets.UTF_8));
    }

    void addInfo(String path, byte[] content) {
        add(info(path), content);
    }

    private String info(String path) {
        return nameAndVersion + ".dist-info/" + path;
    }

    /** @return the wheel, which appears in the folder at once */
    Path writeInto(Path folder) throws IOException {
        addInfo("WHEEL", "Wheel-Version: 1.0\nGenerator: atelier\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
        Path part = Files.createTempFile(folder, ".wheel", ".part");
        try {
            try (OutputStream out = Files.newOutputStream(part)) {
                out.write(zipped());
            }
            part.toFile().setReadable(true, false);
            return Files.move(
                    part, folder.resolve(nameAndVersion + "-py3-none-any.whl"), StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private byte[] zipped() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                put(zip, file.getKey(), file.getValue());
            }
            put(zip, info("RECORD"), record().getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static void put(ZipOutputStream zip, String path, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(path);
        entry.setTimeLocal(TIME);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /** A line for each file; its own has no hash. */
    private String record() {
        StringBuilder lines = new StringBuilder();
        files.forEach((path, content) -> lines.append(path)
                .append(",sha256=")
                .append(Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(Library.sha256().digest(content)))
                .append(',')
                .append(content.length)
                .append('\n'));
        return lines.append(info("RECORD")).append(",,\n").toString();
    }
}
