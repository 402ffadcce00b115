package dev.atelier.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How many processes the system has ended for lack of memory: in this process's control group (version 2's
 * {@code memory.events}, version 1's {@code memory.oom_control}), which in a container is the container's, and where no group
 * tells on the whole computer ({@code /proc/vmstat}). The system counts before it kills, so whoever sees the end sees the count.
 */
public final class MemoryKills {
    private static final String COUNT = "oom_kill";

    private final Path proc;
    private final Path cgroups;

    /** This process's. */
    public MemoryKills() {
        this(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    }

    /** As these folders tell it. */
    public MemoryKills(Path proc, Path cgroups) {
        this.proc = proc;
        this.cgroups = cgroups;
    }

    /** Since the group or the computer began; empty where nothing tells. */
    public Optional<Long> count() {
        return files().flatMap(file -> field(file).stream()).findFirst();
    }

    private Stream<Path> files() {
        Path old = cgroups.resolve("memory");
        return Stream.of(
                within(cgroups, group("0::")).resolve("memory.events"),
                cgroups.resolve("memory.events"),
                within(old, group(":memory:")).resolve("memory.oom_control"),
                old.resolve("memory.oom_control"),
                proc.resolve("vmstat"));
    }

    /** In a container the group's name may be that which the computer knows, and lead nowhere. */
    private static Path within(Path root, String group) {
        return root.resolve(group.replaceFirst("^/+", "")).normalize();
    }

    private String group(String mark) {
        return lines(proc.resolve("self/cgroup")).stream()
                .filter(line -> line.contains(mark))
                .map(line -> line.substring(line.lastIndexOf(':') + 1))
                .findFirst()
                .orElse("");
    }

    private static Optional<Long> field(Path file) {
        return lines(file).stream()
                .map(line -> line.split(" "))
                .filter(words -> words.length == 2 && words[0].equals(COUNT) && words[1].matches("\\d{1,18}"))
                .map(words -> Long.valueOf(words[1]))
                .findFirst();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) { // not there, as on other systems
            return List.of();
        }
    }
}
