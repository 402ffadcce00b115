package dev.atelier.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How much of the memory that this instance may use is free: of the computer's ({@code /proc/meminfo}, MemAvailable), and in
 * a container of its control group's (version 2 or 1), whose file cache counts as free as far as it is not in use. The
 * smaller share of the two.
 */
public final class FreeMemory {
    private final Path meminfo;
    private final Path cgroups;

    /** This computer's. */
    public FreeMemory() {
        this(Path.of("/proc/meminfo"), Path.of("/sys/fs/cgroup"));
    }

    /** As these files tell it. */
    public FreeMemory(Path meminfo, Path cgroups) {
        this.meminfo = meminfo;
        this.cgroups = cgroups;
    }

    /** In bytes. */
    public record Room(long total, long free) {
        double share() {
            return (double) free / total;
        }
    }

    /** Between 0 and 1; 1 where nothing tells. */
    public double free() {
        return room().map(Room::share).orElse(1.0);
    }

    /** Where it is tightest; empty where nothing tells. */
    public Optional<Room> room() {
        return Stream.of(computer(), group(cgroups, "memory.max", "memory.current", "inactive_file"), old())
                .flatMap(Optional::stream)
                .min(Comparator.comparingDouble(Room::share));
    }

    /** How much this instance may use, in bytes: its control group's limit where it has one, else what the computer has. */
    public Optional<Long> limit() {
        return Stream.of(group(cgroups, "memory.max", "memory.current", "inactive_file"), old())
                .flatMap(Optional::stream)
                .map(Room::total)
                .min(Comparator.naturalOrder())
                .or(() -> computer().map(Room::total));
    }

    private Optional<Room> computer() {
        Optional<Long> total = field(meminfo, "MemTotal:").filter(kibibytes -> kibibytes > 0);
        return field(meminfo, "MemAvailable:").flatMap(free -> total.map(all -> new Room(all << 10, free << 10)));
    }

    private Optional<Room> old() {
        return group(
                cgroups.resolve("memory"), "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file");
    }

    private Optional<Room> group(Path folder, String limitFile, String usageFile, String cacheField) {
        Optional<Long> total = field(meminfo, "MemTotal:").map(kibibytes -> kibibytes << 10);
        Optional<Long> limit = number(folder.resolve(limitFile))
                .filter(bytes -> bytes > 0)
                .filter(bytes -> total.map(all -> bytes < all).orElse(true)); // none is a very large one in version 1
        Optional<Long> usage = number(folder.resolve(usageFile));
        long cache = field(folder.resolve("memory.stat"), cacheField).orElse(0L);
        return limit.flatMap(bytes -> usage.map(used -> new Room(bytes, bytes - used + cache)));
    }

    /** How much a process holds in memory, in bytes; empty where nothing tells. */
    public Optional<Long> heldBy(ProcessId process) {
        return field(meminfo.resolveSibling(process.pid() + "/status"), "VmRSS:")
                .map(kibibytes -> kibibytes << 10);
    }

    private static Optional<Long> number(Path file) {
        return lines(file).stream().findFirst().flatMap(FreeMemory::parse);
    }

    private static Optional<Long> field(Path file, String name) {
        return lines(file).stream()
                .map(line -> line.split("\\s+"))
                .filter(words -> words.length > 1 && words[0].equals(name))
                .findFirst()
                .flatMap(words -> parse(words[1]));
    }

    private static Optional<Long> parse(String digits) {
        return digits.strip().matches("\\d{1,18}") ? Optional.of(Long.valueOf(digits.strip())) : Optional.empty();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) { // not there, as on other systems
            return List.of();
        }
    }
}
