package dev.atelier.agent.kernel;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The one process that an instance which nobody has asked for yet has started ahead. The first kernel that is like it takes
 * it over; {@link SpareKernels} are what an instance in use keeps.
 */
final class WarmKernel {
    private static final Logger LOG = System.getLogger(WarmKernel.class.getName());
    private static final String ID = "warm";

    private final KernelFolder folder;
    private Optional<WarmProcess> started = Optional.empty();
    private boolean begun;
    private boolean over;

    WarmKernel(Path state) {
        this.folder = new KernelFolder(state.resolve(ID), ID);
    }

    KernelFolder folder() {
        return folder;
    }

    /** Starts one of this kernelspec; one that can't be had is told of in the log, since nobody waits for it. */
    void begin(KernelSettings settings, String kernelspec) {
        Thread.ofVirtual().name("warm-kernel").start(() -> {
            try {
                Optional<WarmProcess> process = launch(settings, kernelspec);
                if (process.isPresent() && process.get().awaitAnswer()) {
                    hasBegun(process.get());
                }
            } catch (IOException | RuntimeException e) { // the border of this thread
                LOG.log(Level.WARNING, () -> "no kernel is kept warm: " + e.getMessage());
            } catch (InterruptedException e) {
                LOG.log(Level.DEBUG, "interrupted", e);
            }
        });
    }

    private synchronized Optional<WarmProcess> launch(KernelSettings settings, String kernelspec) throws IOException {
        if (!over) {
            started = WarmProcess.launch(settings, kernelspec, folder);
        }
        return started;
    }

    private synchronized void hasBegun(WarmProcess which) {
        begun = started.filter(which::equals).isPresent();
    }

    /** Whether one is there that answers. */
    synchronized boolean isReady() {
        return begun && started.filter(WarmProcess::isAlive).isPresent();
    }

    /**
     * The process, for this kernel from now on. Empty where it would not be what a start would make; then it is ended, since
     * whatever runs first may install something that a Python which runs already does not see.
     */
    synchronized Optional<Launcher.Launched> take(LaunchRequest request, Launcher.Setting wanted, KernelFolder to)
            throws InterruptedException {
        Optional<WarmProcess> found = started;
        boolean answers = isReady();
        started = Optional.empty();
        over = true;
        if (found.isEmpty()) {
            return Optional.empty();
        }
        boolean taken = false;
        try {
            Optional<Launcher.Launched> launched = answers && found.get().fits(wanted)
                    ? Optional.of(found.get().moveIn(request, wanted, to))
                    : Optional.empty();
            taken = launched.isPresent();
            return launched;
        } catch (IOException e) {
            LOG.log(Level.WARNING, () -> "the warm kernel is given up: " + e.getMessage());
            return Optional.empty();
        } finally {
            if (!taken) {
                found.get().end();
            }
        }
    }

    /** Ends it if nobody has taken it. */
    void end() {
        Optional<WarmProcess> left;
        synchronized (this) {
            over = true;
            left = started;
            started = Optional.empty();
        }
        left.ifPresent(WarmProcess::end);
    }
}
