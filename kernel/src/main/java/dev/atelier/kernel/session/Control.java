package dev.atelier.kernel.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.kernel.evaluation.Interrupts;
import dev.atelier.kernel.history.HistoryKeeper;
import dev.atelier.kernel.message.Json;
import dev.atelier.kernel.message.Message;
import dev.atelier.kernel.transport.Channels;
import java.time.Duration;
import java.util.Map;

/** Interrupt and shutdown: answered while a cell runs. */
final class Control {
    /** From the request on: the last messages and the person's shutdown hooks get this long, whatever they do. */
    private static final Duration BUDGET = Duration.ofSeconds(1);

    private final Interrupts interrupts;
    private final Channels channels;
    private final IoPub iopub;
    private final HistoryKeeper history;

    Control(Interrupts interrupts, Channels channels, IoPub iopub, HistoryKeeper history) {
        this.interrupts = interrupts;
        this.channels = channels;
        this.iopub = iopub;
        this.history = history;
    }

    Map<String, Handler> handlers() {
        return Map.of(
                "kernel_info_request", KernelInfo::reply,
                "interrupt_request", this::interrupt,
                "shutdown_request", new Shutdown());
    }

    private ObjectNode interrupt(Message request) {
        interrupts.interrupt();
        return Json.object().put("status", "ok");
    }

    /** Replies first, ends then: the thread that ends the kernel begins when all is queued that is to be sent. */
    private final class Shutdown implements Handler {
        @Override
        public ObjectNode handle(Message request) {
            Thread.ofPlatform().daemon().name("kernel-halt").start(Control::haltInTime);
            ObjectNode reply = Json.object().put("status", "ok").put("restart", request.flag("restart", false));
            iopub.publish(request, "shutdown_reply", reply);
            return reply;
        }

        @Override
        public void answered() {
            // No daemon, as its parent is: the JVM would end with the I/O thread, before ZeroMQ has sent the reply.
            Thread.ofPlatform().daemon(false).name("kernel-shutdown").start(Control.this::end);
        }
    }

    private static void haltInTime() {
        pause(BUDGET);
        Runtime.getRuntime().halt(0);
    }

    private void end() {
        interrupts.interrupt();
        iopub.output().flush();
        history.close();
        channels.close();
        System.exit(0);
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
