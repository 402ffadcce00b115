package dev.atelier.kernel.history;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.kernel.message.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Cells by session and line. A file that cannot be read or written costs the history of other sessions, nothing else. */
public final class History {
    private static final int MAX_ENTRIES = 10_000;
    private static final long MAX_BYTES = 16L << 20;

    /**
     * @param session from 1, one more for each kernel that used the file
     * @param line the execution count
     */
    public record Entry(int session, int line, String source) {}

    private final Path file;
    private final Consumer<String> complaints;
    private final List<Entry> entries = new ArrayList<>();
    private int session;

    public History(Path file, Consumer<String> complaints) {
        this.file = file;
        this.complaints = complaints;
    }

    public synchronized void add(int line, String source) {
        load();
        Entry entry = new Entry(session, line, source);
        entries.add(entry);
        try {
            if (!Files.exists(file)) {
                Files.createFile(file, owners("rw-------"));
            }
            Files.writeString(file, json(entry), StandardOpenOption.APPEND, StandardOpenOption.WRITE);
        } catch (IOException e) {
            complaints.accept("The history " + file + " cannot be written: " + e + ".");
        }
    }

    /** For the owner's eyes: a cell may hold a password. Where the file system has no such permissions, its own rules hold. */
    private FileAttribute<?>[] owners(String permissions) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static String json(Entry entry) {
        return Json.text(Json.object()
                        .put("session", entry.session())
                        .put("line", entry.line())
                        .put("source", entry.source()))
                + "\n";
    }

    public synchronized List<Entry> tail(int count) {
        load();
        return entries.subList(Math.max(0, entries.size() - Math.max(0, count)), entries.size()).stream()
                .toList();
    }

    /** @param of 0 for this session, negative for earlier ones counted back, else a session's number */
    public synchronized List<Entry> range(int of, int start, int stop) {
        load();
        int wanted = of <= 0 ? session + of : of;
        return entries.stream()
                .filter(e -> e.session() == wanted && e.line() >= start && e.line() < stop)
                .toList();
    }

    /** The last {@code count} entries that match, where {@code *} and {@code ?} stand for any characters or one. */
    public synchronized List<Entry> search(String glob, int count, Repeats repeats) {
        load();
        Pattern pattern =
                Pattern.compile(glob.chars().mapToObj(History::regex).collect(Collectors.joining()), Pattern.DOTALL);
        List<Entry> found = entries.stream()
                .filter(e -> pattern.matcher(e.source()).matches())
                .toList();
        if (repeats == Repeats.ONCE) {
            LinkedHashMap<String, Entry> last = new LinkedHashMap<>();
            found.forEach(e -> last.putLast(e.source(), e));
            found = List.copyOf(last.values());
        }
        return found.subList(Math.max(0, found.size() - Math.max(0, count)), found.size());
    }

    /** Whether the same source is listed once or as often as it was run. */
    public enum Repeats {
        ALL,
        ONCE
    }

    private static String regex(int c) {
        return c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c));
    }

    private void load() {
        if (session > 0) {
            return;
        }
        session = 1;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent(), owners("rwx------"));
            if (Files.exists(file)) {
                read();
            }
        } catch (IOException e) {
            complaints.accept("The history " + file + " cannot be read: " + e + ".");
        }
    }

    private void read() throws IOException {
        long size = Files.size(file);
        try (var channel = Files.newByteChannel(file)) {
            channel.position(Math.max(0, size - MAX_BYTES));
            var bytes = java.nio.ByteBuffer.allocate((int) Math.min(size, MAX_BYTES));
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // Until the buffer is full or the file ends.
            }
            new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(this::parse);
        }
        if (entries.size() > MAX_ENTRIES) {
            entries.subList(0, entries.size() - MAX_ENTRIES).clear();
        }
        session = 1 + entries.stream().mapToInt(Entry::session).max().orElse(0);
        if (size > MAX_BYTES) {
            shorten();
        }
    }

    private void parse(String line) {
        try {
            ObjectNode json = Json.parse(line);
            entries.add(new Entry(
                    json.path("session").asInt(),
                    json.path("line").asInt(),
                    json.path("source").asText()));
        } catch (IOException e) {
            // The first line may be cut by the bound, the last by a crash.
        }
    }

    private void shorten() throws IOException {
        Path next = Files.createTempFile(file.toAbsolutePath().getParent(), "history", ".tmp");
        Files.writeString(next, entries.stream().map(History::json).collect(Collectors.joining()));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
