package dev.atelier.agent.kernel;

import dev.atelier.agent.config.PrivateFiles;
import dev.atelier.agent.process.FreeMemory;
import dev.atelier.agent.process.ProcessGroup;
import dev.atelier.agent.process.ProcessId;
import dev.atelier.api.ProblemException;
import dev.atelier.api.Timestamps;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A process kept ready for each kernelspec in use, so that the next kernel need not wait for its own: of the kernelspecs that
 * were started within a day the latest ones, up to a bound. It is made when no kernel has been started for some seconds and a
 * quarter of the memory is free; it is ended when less than an eighth is, when it no longer is what a start would make, and
 * with the agent. One that a crashed agent left is ended by the next.
 *
 * <p>Threads: the agent's timer looks now and then and leaves the work to a virtual thread, one at a time; kernels' starts
 * come to take one, and wait for nothing but the lock.
 */
final class SpareKernels {
    private static final Logger LOG = System.getLogger(SpareKernels.class.getName());
    private static final String FOLDER = "spares";
    private static final Duration IN_USE = Duration.ofDays(1);
    /** The first cells of a kernel that was just started shall have the processors for themselves. */
    private static final Duration QUIET = Duration.ofSeconds(3);

    private static final double FREE_TO_MAKE = 1.0 / 4;
    private static final double FREE_TO_KEEP = 1.0 / 8;

    private final Path folder;
    private final int most;
    private final FreeMemory memory;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Map<String, Spare> ready = new HashMap<>();
    private final Map<String, Instant> used = new HashMap<>();
    private Optional<WarmProcess> beingMade = Optional.empty();
    private Instant lastStart = Instant.EPOCH;
    private boolean over;

    /** @param most how many are kept at once; 0 for none */
    SpareKernels(Path state, int most, FreeMemory memory) {
        this.folder = state.resolve(FOLDER);
        this.most = most;
        this.memory = memory;
    }

    /** A process that answers, and what it was made from. */
    private record Spare(WarmProcess process, Footprint footprint) {
        boolean isFresh() {
            return process.isAlive() && footprint.isUnchanged();
        }
    }

    /** How many wait for a kernel. */
    int count() {
        lock.lock();
        try {
            return ready.size();
        } finally {
            lock.unlock();
        }
    }

    /** Notes that such kernels are in use. */
    void use(String kernelspec) {
        lock.lock();
        try {
            lastStart = Timestamps.now();
            used.put(kernelspec, lastStart);
        } finally {
            lock.unlock();
        }
    }

    /** The process that waits for a kernel like this, which is this kernel's from now on; notes that such kernels are in use. */
    Optional<Launcher.Launched> take(LaunchRequest request, Launcher.Setting wanted, KernelFolder to)
            throws InterruptedException {
        Optional<Spare> found = takeOut(wanted);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        WarmProcess process = found.get().process();
        Optional<Launcher.Launched> launched = Optional.empty();
        try {
            if (found.get().isFresh()) {
                launched = Optional.of(process.moveIn(request, wanted, to));
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, () -> "a spare kernel is given up: " + e.getMessage());
        } finally {
            if (launched.isEmpty()) {
                discard(process);
            }
        }
        return launched;
    }

    private Optional<Spare> takeOut(Launcher.Setting wanted) {
        String name = wanted.spec().name();
        use(name);
        lock.lock();
        try {
            return Optional.ofNullable(ready.get(name))
                    .filter(spare -> spare.process().fits(wanted))
                    .filter(spare -> ready.remove(name, spare));
        } finally {
            lock.unlock();
        }
    }

    /** Looks what is to be made or ended; returns at once. */
    void look(KernelSettings settings) {
        if (most > 0 && looking.compareAndSet(false, true)) {
            Thread.ofVirtual().name("spare-kernels").start(() -> {
                try {
                    giveUp();
                    Optional<String> missing = missing();
                    if (missing.isPresent()) {
                        make(settings, missing.get());
                    }
                } catch (IOException | RuntimeException e) { // the border of this thread: nobody waits for it
                    LOG.log(Level.WARNING, () -> "no spare kernel: " + e.getMessage());
                } catch (InterruptedException e) {
                    LOG.log(Level.DEBUG, "interrupted", e);
                } finally {
                    looking.set(false);
                }
            });
        }
    }

    private void giveUp() {
        boolean scarce = memory.free() < FREE_TO_KEEP;
        Map<String, Spare> waiting;
        List<String> wanted;
        lock.lock();
        try {
            used.values().removeIf(time -> time.isBefore(Timestamps.now().minus(IN_USE)));
            wanted = wanted();
            waiting = Map.copyOf(ready);
        } finally {
            lock.unlock();
        }
        // Without the lock: files are looked at, which may lie on a slow disk.
        waiting.forEach((name, spare) -> {
            if ((scarce || !wanted.contains(name) || !spare.isFresh()) && remove(name, spare)) {
                discard(spare.process());
            }
        });
    }

    /** Whether it was there still; a kernel's start may have taken it. */
    private boolean remove(String name, Spare spare) {
        lock.lock();
        try {
            return ready.remove(name, spare);
        } finally {
            lock.unlock();
        }
    }

    private List<String> wanted() {
        return used.entrySet().stream()
                .sorted(Map.Entry.<String, Instant>comparingByValue(Comparator.reverseOrder()))
                .limit(most)
                .map(Map.Entry::getKey)
                .toList();
    }

    private Optional<String> missing() {
        boolean room = memory.free() >= FREE_TO_MAKE;
        lock.lock();
        try {
            boolean quiet = lastStart.plus(QUIET).isBefore(Timestamps.now());
            return wanted().stream()
                    .filter(name -> !over && quiet && room && !ready.containsKey(name))
                    .findFirst();
        } finally {
            lock.unlock();
        }
    }

    private void make(KernelSettings settings, String kernelspec) throws IOException, InterruptedException {
        String id = "spare-" + UUID.randomUUID();
        boolean kept = false;
        Optional<WarmProcess> made = Optional.empty();
        try {
            made = launch(settings, kernelspec, new KernelFolder(folder.resolve(id), id));
            kept = made.isPresent() && made.get().awaitAnswer() && keep(kernelspec, made.get());
        } catch (ProblemException e) { // its kernelspec is gone, say
            LOG.log(Level.INFO, () -> kernelspec + ": no spare kernel: " + e.getMessage());
        } finally {
            if (!kept) {
                forget(kernelspec);
                made.ifPresent(SpareKernels::discard);
            }
        }
    }

    /** Under the lock, so that whoever ends all meets it. */
    private Optional<WarmProcess> launch(KernelSettings settings, String kernelspec, KernelFolder to)
            throws IOException {
        lock.lock();
        try {
            if (over) {
                return Optional.empty();
            }
            PrivateFiles.folder(folder);
            beingMade = WarmProcess.launch(settings, kernelspec, to);
            return beingMade;
        } finally {
            lock.unlock();
        }
    }

    private boolean keep(String kernelspec, WarmProcess process) throws IOException, InterruptedException {
        Optional<Footprint> footprint = Footprint.of(process);
        lock.lock();
        try {
            beingMade = Optional.empty();
            if (over || footprint.isEmpty()) {
                return false;
            }
            ready.put(kernelspec, new Spare(process, footprint.get()));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Until somebody starts such a kernel again, nobody tries to make one. */
    private void forget(String kernelspec) {
        lock.lock();
        try {
            beingMade = Optional.empty();
            used.remove(kernelspec);
        } finally {
            lock.unlock();
        }
    }

    /** Ends those that nobody has taken; there are none from here on. */
    void end() {
        List<WarmProcess> left = new ArrayList<>();
        lock.lock();
        try {
            over = true;
            ready.values().forEach(spare -> left.add(spare.process()));
            ready.clear();
            beingMade.ifPresent(left::add);
        } finally {
            lock.unlock();
        }
        left.forEach(SpareKernels::discard);
    }

    private static void discard(WarmProcess process) {
        process.end();
        try {
            process.folder().delete();
        } catch (IOException e) {
            LOG.log(Level.WARNING, () -> "a spare kernel's folder stays: " + e.getMessage());
        }
    }

    /**
     * Ends what an agent that crashed had started ahead and nobody had taken.
     *
     * @param kernels what runs as a kernel by now
     */
    void endLeftOver(KernelFolder warm, Collection<ProcessId> kernels) throws IOException, InterruptedException {
        String spares = folder + "/";
        String file = warm.connectionFile().toString();
        List<ProcessId> left = ProcessHandle.allProcesses()
                .filter(handle -> {
                    String line = handle.info().commandLine().orElse("");
                    return line.contains(file) || line.contains(spares);
                })
                .flatMap(handle -> ProcessId.of(handle.pid()).stream())
                .filter(process -> !kernels.contains(process))
                .toList();
        for (ProcessId process : left) {
            new ProcessGroup(process).end(Duration.ZERO);
        }
        warm.delete();
        PrivateFiles.deleteTree(folder);
    }
}
