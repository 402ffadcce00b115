package dev.atelier.agent.telemetry;

import com.sun.management.OperatingSystemMXBean;
import dev.atelier.agent.process.FreeMemory;
import dev.atelier.agent.process.InstanceEnvironment;
import dev.atelier.api.Timestamps;
import dev.atelier.api.Usage;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Measures, at most every two seconds: who asks more often gets the same answer again. */
public final class UsageMeter {
    private static final Logger LOG = System.getLogger(UsageMeter.class.getName());
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** The JDK's own, which knows about containers' limits. */
    private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final FreeMemory memory;
    private final GpuQuery gpus;
    private final Path files;
    private Optional<Measured> latest = Optional.empty();

    private record Measured(Usage usage, long at) {}

    /** @param files a folder on the disk that counts */
    UsageMeter(FreeMemory memory, GpuQuery gpus, Path files) {
        this.memory = memory;
        this.gpus = gpus;
        this.files = files;
        system.getCpuLoad(); // counts from here
    }

    /** This instance's. */
    public static UsageMeter of(InstanceEnvironment environment, Path files) {
        return new UsageMeter(new FreeMemory(), new GpuQuery(environment), files);
    }

    /** What is used now, or was a moment ago. */
    public synchronized Usage usage() throws InterruptedException {
        if (latest.isEmpty() || System.nanoTime() - latest.get().at() > FRESH_NANOS) {
            latest = Optional.of(new Measured(measure(), System.nanoTime()));
        }
        return latest.get().usage();
    }

    private Usage measure() throws InterruptedException {
        Optional<FreeMemory.Room> room = memory.room();
        Optional<FileStore> disk = disk();
        return new Usage(
                Timestamps.format(Timestamps.now()),
                Runtime.getRuntime().availableProcessors(),
                Optional.of(system.getCpuLoad()).filter(load -> load >= 0),
                room.map(FreeMemory.Room::total),
                room.map(r -> r.total() - r.free()),
                disk.flatMap(store -> bytes(store::getTotalSpace)),
                disk.flatMap(store -> bytes(store::getUsableSpace)),
                gpus.gpus());
    }

    private Optional<FileStore> disk() {
        try {
            return Optional.of(Files.getFileStore(files));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "no disk below " + files, e);
            return Optional.empty();
        }
    }

    private interface Bytes {
        long get() throws IOException;
    }

    private static Optional<Long> bytes(Bytes bytes) {
        try {
            return Optional.of(bytes.get());
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the disk does not tell its room", e);
            return Optional.empty();
        }
    }
}
