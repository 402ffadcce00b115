package dev.atelier.kernel.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.kernel.cell.CurrentCell;
import dev.atelier.kernel.display.Bundle;
import dev.atelier.kernel.evaluation.ErrorReport;
import dev.atelier.kernel.message.Json;
import dev.atelier.kernel.message.Message;
import dev.atelier.kernel.output.OutputBuffer;
import dev.atelier.kernel.output.ProcessOutput;
import dev.atelier.kernel.output.StandardStream;
import dev.atelier.kernel.transport.Channel;
import dev.atelier.kernel.transport.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What everybody who watches the kernel hears. Buffered output goes out before anything else does. */
final class IoPub {
    private static final int OUTPUT_BYTES = 128 << 10;
    private static final Duration OUTPUT_AGE = Duration.ofMillis(40);

    private final Channels channels;
    private final String session;
    private final OutputBuffer output;
    private final ProcessOutput processes;

    /** Whether the kernel works on something. */
    enum Status {
        STARTING,
        BUSY,
        IDLE
    }

    IoPub(Channels channels, String session, CurrentCell current, Complaints complaints) {
        this.channels = channels;
        this.session = session;
        this.output = new OutputBuffer(
                (cell, stream, text) -> send(cell.request(), "stream", stream(stream, text)),
                OUTPUT_BYTES,
                OUTPUT_AGE,
                complaints);
        this.processes = new ProcessOutput(current, output, complaints, complaints::moveTo);
    }

    /** Begins to send what is printed. */
    void start() {
        output.start();
        processes.start();
    }

    ProcessOutput processes() {
        return processes;
    }

    /** What somebody who subscribed to {@code topic} hears, before anything else: that it is heard from now on. */
    static Message welcome(String session, String topic) {
        Message message =
                Message.none().answer(session, "iopub_welcome", Json.object().put("subscription", topic));
        return topic.isEmpty() ? message : message.withRoute(List.of(topic.getBytes(StandardCharsets.UTF_8)));
    }

    OutputBuffer output() {
        return output;
    }

    private static ObjectNode stream(StandardStream stream, String text) {
        return Json.object().put("name", stream.wireName()).put("text", text);
    }

    void status(Message parent, Status status) {
        publish(
                parent,
                "status",
                Json.object().put("execution_state", status.name().toLowerCase(Locale.ROOT)));
    }

    void executeInput(Message parent, String code, int count) {
        publish(parent, "execute_input", Json.object().put("code", code).put("execution_count", count));
    }

    void executeResult(Message parent, Bundle bundle, int count) {
        publish(parent, "execute_result", bundle(bundle).put("execution_count", count));
    }

    void display(Message parent, Bundle bundle) {
        publish(parent, "display_data", bundle(bundle));
    }

    void updateDisplay(Message parent, Bundle bundle) {
        publish(parent, "update_display_data", bundle(bundle));
    }

    void error(Message parent, ErrorReport error) {
        publish(parent, "error", content(error));
    }

    static ObjectNode content(ErrorReport error) {
        ObjectNode content = Json.object().put("ename", error.name()).put("evalue", error.message());
        content.set("traceback", Json.strings(error.traceback()));
        return content;
    }

    private static ObjectNode bundle(Bundle bundle) {
        ObjectNode content = Json.object();
        content.set("data", bundle.data());
        content.set("metadata", bundle.metadata());
        ObjectNode passing = content.putObject("transient");
        bundle.displayId().ifPresent(id -> passing.put("display_id", id));
        return content;
    }

    void publish(Message parent, String type, ObjectNode content) {
        output.flush();
        send(parent, type, content);
    }

    void publish(Message parent, String type, ObjectNode content, Optional<ObjectNode> metadata, List<byte[]> buffers) {
        output.flush();
        Message message = parent.answer(session, type, content).withRoute(topic(type));
        channels.send(Channel.IOPUB, message.with(metadata.orElseGet(Json::object), buffers));
    }

    private void send(Message parent, String type, ObjectNode content) {
        channels.send(Channel.IOPUB, parent.answer(session, type, content).withRoute(topic(type)));
    }

    private List<byte[]> topic(String type) {
        return List.of(("kernel." + session + "." + type).getBytes(StandardCharsets.UTF_8));
    }
}
