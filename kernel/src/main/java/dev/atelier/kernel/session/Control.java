package dev.atelier.kernel.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.kernel.evaluation.Interrupts;
import dev.atelier.kernel.message.Json;
import dev.atelier.kernel.message.Message;
import dev.atelier.kernel.transport.Channels;
import java.time.Duration;
import java.util.Map;

/** Interrupt and shutdown: answered while a cell runs. */
final class Control {
    /** How long the person's shutdown hooks may take before the process ends without them. */
    private static final Duration HOOKS = Duration.ofMillis(400);

    private final Interrupts interrupts;
    private final Channels channels;
    private final IoPub iopub;

    Control(Interrupts interrupts, Channels channels, IoPub iopub) {
        this.interrupts = interrupts;
        this.channels = channels;
        this.iopub = iopub;
    }

    Map<String, Handler> handlers() {
        return Map.of(
                "kernel_info_request", KernelInfo::reply,
                "interrupt_request", this::interrupt,
                "shutdown_request", this::shutdown);
    }

    private ObjectNode interrupt(Message request) {
        interrupts.interrupt();
        return Json.object().put("status", "ok");
    }

    private ObjectNode shutdown(Message request) {
        ObjectNode reply = Json.object().put("status", "ok").put("restart", request.flag("restart", false));
        iopub.publish(request, "shutdown_reply", reply);
        // Not on this thread: the reply and the idle status are still to be sent.
        Thread.ofPlatform().name("kernel-shutdown").start(this::end);
        return reply;
    }

    private void end() {
        interrupts.interrupt();
        pause(Duration.ofMillis(20));
        iopub.output().flush();
        channels.close();
        Thread.ofPlatform().daemon().name("kernel-halt").start(() -> {
            pause(HOOKS);
            Runtime.getRuntime().halt(0);
        });
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
