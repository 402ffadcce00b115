package dev.atelier.kernel.magic.maven;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** What is downloaded now and was so far; told by many threads, read by the one that draws. */
final class Transfers implements Resolver.Progress {
    private static final int SHOWN = 5;

    private record Transfer(long bytes, long size) {}

    private final Map<String, Transfer> running = new LinkedHashMap<>();
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private int files;
    private long bytes;

    @Override
    public synchronized void transferred(String file, long now, long size) {
        running.put(file, new Transfer(now, size));
    }

    @Override
    public synchronized void arrived(String file, long transferred) {
        running.remove(file);
        files++;
        bytes += transferred;
    }

    @Override
    public synchronized void missed(String file) {
        running.remove(file);
    }

    @Override
    public boolean cancelled() {
        return cancelled.get();
    }

    void cancel() {
        cancelled.set(true);
    }

    /** A line for all that was downloaded, and one for each file that is. */
    synchronized String text() {
        String total = files == 0 ? "Resolving …" : "Downloaded " + files(files) + " (" + size(bytes) + ") …";
        String more = running.size() > SHOWN ? "\n  and " + (running.size() - SHOWN) + " more" : "";
        return running.entrySet().stream()
                        .limit(SHOWN)
                        .map(entry -> "\n  " + line(entry.getKey(), entry.getValue()))
                        .collect(Collectors.joining("", total, ""))
                + more;
    }

    private static String line(String file, Transfer transfer) {
        return transfer.size() > 0
                ? file + "  " + size(transfer.bytes()) + " of " + size(transfer.size()) + ", "
                        + 100 * transfer.bytes() / transfer.size() + "%"
                : file + "  " + size(transfer.bytes());
    }

    private static String files(int count) {
        return count + (count == 1 ? " file" : " files");
    }

    /** {@code 4.1 MB}. */
    static String size(long bytes) {
        return bytes < 1_000
                ? bytes + " B"
                : bytes < 1_000_000
                        ? String.format(Locale.ROOT, "%.0f kB", bytes / 1e3)
                        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
