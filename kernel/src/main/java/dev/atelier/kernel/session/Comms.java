package dev.atelier.kernel.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.atelier.kernel.cell.CurrentCell;
import dev.atelier.kernel.evaluation.Interrupts;
import dev.atelier.kernel.message.Json;
import dev.atelier.kernel.message.Message;
import io.github.spencerpark.jupyter.kernel.comm.Comm;
import io.github.spencerpark.jupyter.kernel.comm.CommFactory;
import io.github.spencerpark.jupyter.kernel.comm.CommManager;
import io.github.spencerpark.jupyter.kernel.comm.CommTarget;
import io.github.spencerpark.jupyter.messages.Header;
import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.comm.CommCloseCommand;
import io.github.spencerpark.jupyter.messages.comm.CommMsgCommand;
import io.github.spencerpark.jupyter.messages.comm.CommOpenCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The base kernel's comms on our messaging: libraries register targets here, front ends open comms to them. */
final class Comms extends CommManager {
    private final IoPub published;
    private final CurrentCell current;
    private final Interrupts interrupts;

    Comms(IoPub published, CurrentCell current, Interrupts interrupts) {
        this.published = published;
        this.current = current;
        this.interrupts = interrupts;
        // A subshell's comms are handled beside the main shell's.
        targets = new ConcurrentHashMap<>();
        comms = new ConcurrentHashMap<>();
    }

    Map<String, Handler> handlers() {
        return Map.of(
                "comm_open", interruptible(this::opened),
                "comm_msg", interruptible(this::messaged),
                "comm_close", interruptible(this::closed),
                "comm_info_request", this::info);
    }

    /** These call what a library registered. */
    private Handler interruptible(Handler handler) {
        return request -> {
            try (var _ = interrupts.wakeable()) {
                return handler.handle(request);
            }
        };
    }

    private ObjectNode opened(Message message) {
        String id = message.text("comm_id");
        String name = message.text("target_name");
        CommTarget target = getTarget(name);
        if (target == null) {
            publish("comm_close", Json.object().put("comm_id", id));
            return Json.object();
        }
        CommOpenCommand content = new CommOpenCommand(id, name, data(message));
        Comm comm = target.createComm(this, id, name, translated(message, CommOpenCommand.MESSAGE_TYPE, content));
        if (comm != null) {
            registerComm(comm);
        }
        return Json.object();
    }

    private ObjectNode messaged(Message message) {
        String id = message.text("comm_id");
        handleCommMsgCommand(
                new NoReplies(),
                translated(message, CommMsgCommand.MESSAGE_TYPE, new CommMsgCommand(id, data(message))));
        return Json.object();
    }

    private ObjectNode closed(Message message) {
        String id = message.text("comm_id");
        handleCommCloseCommand(
                new NoReplies(),
                translated(message, CommCloseCommand.MESSAGE_TYPE, new CommCloseCommand(id, data(message))));
        return Json.object();
    }

    private ObjectNode info(Message request) {
        String wanted = request.text("target_name");
        ObjectNode reply = Json.object().put("status", "ok");
        ObjectNode comms = reply.putObject("comms");
        for (Comm comm : this) {
            if (wanted.isEmpty() || wanted.equals(comm.getTargetName())) {
                comms.putObject(comm.getID()).put("target_name", comm.getTargetName());
            }
        }
        return reply;
    }

    @Override
    public <T extends Comm> T openComm(String targetName, CommFactory<T> factory) {
        String id = UUID.randomUUID().toString();
        CommOpenCommand content = new CommOpenCommand(id, targetName, new JsonObject());
        T comm = factory.produce(
                this,
                id,
                targetName,
                new io.github.spencerpark.jupyter.messages.Message<>(
                        new Header<>(CommOpenCommand.MESSAGE_TYPE), content));
        ObjectNode open = Json.object().put("comm_id", id).put("target_name", targetName);
        open.set("data", tree(content.getData()));
        publish("comm_open", open);
        registerComm(comm);
        return comm;
    }

    @Override
    public void messageComm(String id, JsonObject data) {
        messageComm(id, data, Map.of(), List.of());
    }

    @Override
    public void messageComm(String id, JsonObject data, Map<String, Object> metadata, List<byte[]> blobs) {
        ObjectNode content = Json.object().put("comm_id", id);
        content.set("data", tree(data));
        ObjectNode meta = Json.object();
        if (metadata != null) {
            metadata.forEach((key, value) -> meta.put(key, String.valueOf(value)));
        }
        published.publish(
                current.cell().request(), "comm_msg", content, Optional.of(meta), blobs == null ? List.of() : blobs);
    }

    @Override
    public void closeComm(Comm comm) {
        CommCloseCommand content = new CommCloseCommand(comm.getID(), new JsonObject());
        ObjectNode json = Json.object().put("comm_id", comm.getID());
        json.putObject("data");
        publish("comm_close", json);
        handleCommCloseCommand(
                new NoReplies(),
                new io.github.spencerpark.jupyter.messages.Message<>(
                        new Header<>(CommCloseCommand.MESSAGE_TYPE), content));
    }

    private void publish(String type, ObjectNode content) {
        published.publish(current.cell().request(), type, content);
    }

    private static <T> io.github.spencerpark.jupyter.messages.Message<T> translated(
            Message message, MessageType<T> type, T content) {
        Header<T> header = new Header<>(message.session(), type);
        return new io.github.spencerpark.jupyter.messages.Message<>(header, content, Map.of(), message.buffers());
    }

    private static JsonObject data(Message message) {
        return message.content().get("data") instanceof ObjectNode data
                ? JsonParser.parseString(Json.text(data)).getAsJsonObject()
                : new JsonObject();
    }

    private static ObjectNode tree(JsonObject data) {
        try {
            return Json.parse(data.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
