package dev.atelier.gateway.share;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A folder of the share, held open: what is done to its entries is done to this very folder, even if somebody renames it
 * or puts a link in its place meanwhile. No entry that is a link is ever followed from here.
 */
final class Folder implements AutoCloseable {
    private static final int MAX_DEPTH = 500;

    private final SecureDirectoryStream<Path> stream;
    private final Path real;

    private Folder(SecureDirectoryStream<Path> stream, Path real) {
        this.stream = stream;
        this.real = real;
    }

    /**
     * @param root the share's root, free of links
     * @param real the folder's place, free of links when it was resolved, below the root
     */
    @SuppressWarnings("StreamResourceLeak") // each stream is closed in the loop, the last one by close()
    static Folder open(Path root, Path real) throws IOException {
        SecureDirectoryStream<Path> current = secure(Files.newDirectoryStream(root));
        for (Path segment : root.relativize(real)) {
            if (segment.toString().isEmpty()) {
                continue;
            }
            SecureDirectoryStream<Path> outer = current;
            try (outer) {
                current = secure(outer.newDirectoryStream(segment, LinkOption.NOFOLLOW_LINKS));
            }
        }
        return new Folder(current, real);
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) throws IOException {
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new IOException("this file system has no secure directory streams, which the share's border needs");
    }

    Path real() {
        return real;
    }

    /** Says which folder this is, by whatever path it was reached. */
    Object key() throws IOException {
        return stream.getFileAttributeView(PosixFileAttributeView.class)
                .readAttributes()
                .fileKey();
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        stream.forEach(path -> names.add(path.getFileName().toString()));
        return names;
    }

    PosixFileAttributes attributes(String name) throws IOException {
        return view(name, PosixFileAttributeView.class).readAttributes();
    }

    <V extends FileAttributeView> V view(String name, Class<V> type) {
        return stream.getFileAttributeView(Path.of(name), type, LinkOption.NOFOLLOW_LINKS);
    }

    FileChannel open(String name, OpenOption... options) throws IOException {
        Set<OpenOption> all = new HashSet<>(Set.of(options));
        all.add(LinkOption.NOFOLLOW_LINKS);
        SeekableByteChannel channel = stream.newByteChannel(Path.of(name), all);
        if (channel instanceof FileChannel file) {
            return file;
        }
        channel.close();
        throw new IOException("the file system gave a channel that is no file's");
    }

    void rename(String from, Folder target, String to) throws IOException {
        stream.move(Path.of(from), target.stream, Path.of(to));
    }

    void deleteFile(String name) throws IOException {
        stream.deleteFile(Path.of(name));
    }

    void deleteFolder(String name) throws IOException {
        stream.deleteDirectory(Path.of(name));
    }

    void deleteTree(String name, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new FileSystemException(name, null, "the folders are nested too deeply");
        }
        try (Folder inner = new Folder(
                secure(stream.newDirectoryStream(Path.of(name), LinkOption.NOFOLLOW_LINKS)), real.resolve(name))) {
            for (String child : inner.names()) {
                if (inner.attributes(child).isDirectory()) {
                    inner.deleteTree(child, depth + 1);
                } else {
                    inner.deleteFile(child);
                }
            }
        }
        deleteFolder(name);
    }

    /** Makes the folder's list of names durable. */
    void sync() throws IOException {
        try (FileChannel channel = FileChannel.open(real, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
