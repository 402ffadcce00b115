package dev.atelier.agent.kernel;

import dev.atelier.agent.journal.Item;
import dev.atelier.agent.journal.JournalReader;
import dev.atelier.agent.process.ProcessId;
import dev.atelier.agent.wire.Channel;
import dev.atelier.agent.wire.HeaderPeek;
import dev.atelier.agent.wire.KernelMessage;
import dev.atelier.agent.wire.V1Frame;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Finds a kernel again that an earlier agent started. */
final class Adoption {
    private static final Logger LOG = System.getLogger(Adoption.class.getName());
    private static final long LOOKED_BACK = 50_000;
    private static final Duration LATE_OUTPUTS = Duration.ofMillis(500);

    private final KernelSettings settings;

    Adoption(KernelSettings settings) {
        this.settings = settings;
    }

    /** The kernel of this folder, dead or alive; empty if it never came to be. */
    Optional<Kernel> adopt(KernelFolder folder) throws IOException {
        Optional<KernelFolder.Written> written = folder.read();
        if (written.isEmpty()) {
            folder.delete();
            return Optional.empty();
        }
        return Optional.of(adopt(folder, written.get()));
    }

    private Kernel adopt(KernelFolder folder, KernelFolder.Written written) throws IOException {
        Optional<ProcessId> process = written.process().or(() -> byCommandLine(folder));
        Kernel kernel = Kernels.open(folder, written.request(), settings);
        resume(kernel.traffic());
        if (process.filter(ProcessId::alive).isEmpty()) {
            kernel.foundDead(
                    folder.outlived()
                            ? "The kernel ended because its instance, or the computer below it, was restarted."
                            : "The kernel ended while the instance's agent was away.");
            return kernel;
        }
        LOG.log(
                Level.INFO,
                "Kernel {0} lives, process {1}.",
                kernel.id(),
                process.get().pid());
        Optional<ByteBuffer> busyWith = kernel.traffic().busyWith();
        kernel.traffic().markGap();
        KernelRun run = KernelRuns.found(
                process.get(), folder.readConnection(), settings, kernel.id(), kernel.traffic()::received);
        busyWith.ifPresent(request -> run.shellAnswered().thenRun(() -> closeLater(kernel.traffic(), request)));
        kernel.adopt(run, written.interruptMode());
        return kernel;
    }

    /** The shell answers again: what it did before is done. Its own idle, if it was not lost, arrives within a moment. */
    private void closeLater(Traffic traffic, ByteBuffer request) {
        settings.timer().schedule(() -> traffic.closeUnseen(request), LATE_OUTPUTS.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** An agent that was killed between starting a process and writing down its number: the connection file tells. */
    private static Optional<ProcessId> byCommandLine(KernelFolder folder) {
        String file = folder.connectionFile().toString();
        return ProcessHandle.allProcesses()
                .filter(handle -> handle.info().commandLine().orElse("").contains(file))
                .map(ProcessHandle::pid)
                .min(Long::compare)
                .flatMap(ProcessId::of);
    }

    /** Reads from the journal in which state the kernel was last seen. */
    private static void resume(Traffic traffic) throws IOException {
        long last = traffic.journal().last();
        try (JournalReader reader = traffic.journal().reader(Math.max(0, last - LOOKED_BACK), Optional.empty())) {
            Optional<Item> item = reader.poll();
            while (item.isPresent()) {
                if (item.get() instanceof Item.Entry entry) {
                    ByteBuffer wire = entry.wire();
                    resume(traffic, wire.position(wire.position() + Long.BYTES), entry.number());
                }
                item = reader.poll();
            }
        }
    }

    private static void resume(Traffic traffic, ByteBuffer frame, long number) {
        try {
            KernelMessage message = V1Frame.read(frame);
            traffic.executions().replay(message, number);
            boolean status = message.channel() == Channel.IOPUB
                    && HeaderPeek.at(message.header())
                            .type()
                            .filter("status"::equals)
                            .isPresent();
            if (status) {
                String state = HeaderPeek.at(message.content()).state().orElse("idle");
                traffic.resume(state, state.equals("busy") ? Optional.of(message.parentHeader()) : Optional.empty());
            }
        } catch (V1Frame.Malformed e) {
            LOG.log(Level.WARNING, "A journalled message cannot be read", e);
        }
    }
}
