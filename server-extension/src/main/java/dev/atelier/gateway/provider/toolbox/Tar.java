package dev.atelier.gateway.provider.toolbox;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Writes the archives in which files get into containers and onto hosts. */
public final class Tar implements AutoCloseable {
    private static final int FOLDER_MODE = 040_000;

    private final TarArchiveOutputStream out;
    private final long user;
    private final long group;

    /** Whoever owns the entries. */
    public Tar(OutputStream out, long user, long group) {
        this.out = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
        this.out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        this.out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        this.user = user;
        this.group = group;
    }

    /** What fills an archive. */
    public interface Content {
        void write(Tar tar) throws IOException;
    }

    /** A small archive, as a stream. */
    public static InputStream of(long user, long group, Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Tar tar = new Tar(bytes, user, group)) {
            content.write(tar);
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    public void folder(String name, int mode) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name + "/");
        entry.setMode(FOLDER_MODE | mode);
        put(entry);
        out.closeArchiveEntry();
    }

    public void file(String name, int mode, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setMode(mode);
        entry.setSize(bytes.length);
        put(entry);
        out.write(bytes);
        out.closeArchiveEntry();
    }

    /** A symbolic link. */
    public void link(String name, String target) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        put(entry);
        out.closeArchiveEntry();
    }

    /** A folder with all in it, readable by everybody; times are kept, since the JVM's caches compare them. */
    void tree(String name, Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted().toList()) {
                add(name + "/" + folder.relativize(path), path);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** One file of this computer. */
    void program(String name, Path path) throws IOException {
        add(name, path.toRealPath());
    }

    private void add(String name, Path path) throws IOException {
        if (Files.isDirectory(path)) {
            folder(name, 0755);
            return;
        }
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setMode(Files.isExecutable(path) ? 0755 : 0644);
        entry.setSize(Files.size(path));
        entry.setModTime(Files.getLastModifiedTime(path));
        put(entry);
        Files.copy(path, out);
        out.closeArchiveEntry();
    }

    private void put(TarArchiveEntry entry) throws IOException {
        entry.setIds(Math.toIntExact(user), Math.toIntExact(group));
        out.putArchiveEntry(entry);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
