package dev.atelier.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.kernel.message.Json;
import dev.atelier.kernel.message.MalformedMessageException;
import dev.atelier.kernel.message.Message;
import dev.atelier.kernel.message.Signer;
import dev.atelier.kernel.message.Wire;
import dev.atelier.kernel.transport.ConnectionFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** A front end over raw ZeroMQ. */
final class KernelClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final int HANDSHAKE_MILLIS = 2000;

    private final ZContext context = new ZContext();
    private final Wire wire;
    private final ZMQ.Socket shell;
    private final ZMQ.Socket control;
    private final ZMQ.Socket stdin;
    private final ZMQ.Socket iopub;
    private final String session = UUID.randomUUID().toString();

    /** A cell's end. */
    record Result(Message reply, List<Message> published) {
        String status() {
            return reply.text("status");
        }

        String stream(String name) {
            return published.stream()
                    .filter(m -> m.type().equals("stream") && m.text("name").equals(name))
                    .map(m -> m.text("text"))
                    .collect(Collectors.joining());
        }

        List<String> types() {
            return published.stream()
                    .filter(m -> !m.type().equals("status"))
                    .map(Message::type)
                    .toList();
        }

        /** Without its colours. */
        String traceback() {
            StringBuilder text = new StringBuilder();
            only("error")
                    .content()
                    .path("traceback")
                    .forEach(line -> text.append(line.asText()).append('\n'));
            return text.toString().replaceAll("\u001b\\[[0-9;]*m", "");
        }

        Message only(String type) {
            List<Message> found =
                    published.stream().filter(m -> m.type().equals(type)).toList();
            assertThat(found).as(type + " among " + types()).hasSize(1);
            return found.getFirst();
        }

        String value() {
            return only("execute_result")
                    .content()
                    .path("data")
                    .path("text/plain")
                    .asText();
        }
    }

    KernelClient(ConnectionFile file) {
        this.wire = new Wire(new Signer(file.signatureScheme(), file.key()));
        this.iopub = socket(SocketType.SUB, file.iopubPort());
        iopub.subscribe("");
        this.shell = socket(SocketType.DEALER, file.shellPort());
        this.control = socket(SocketType.DEALER, file.controlPort());
        this.stdin = socket(SocketType.DEALER, file.stdinPort());
        untilSubscribed();
    }

    private ZMQ.Socket socket(SocketType type, int port) {
        ZMQ.Socket socket = context.createSocket(type);
        socket.setReceiveTimeOut(TIMEOUT_MILLIS);
        socket.setIdentity(session.getBytes(StandardCharsets.UTF_8));
        socket.setHWM(0);
        // JeroMQ 0.6.0 now and then forgets to shake hands on a new connection, until this time is over (its issue
        // 912).
        socket.setHandshakeIvl(HANDSHAKE_MILLIS);
        socket.connect("tcp://127.0.0.1:" + port);
        return socket;
    }

    /** A subscription takes a moment; ask until one's own status messages are heard. */
    private void untilSubscribed() {
        iopub.setReceiveTimeOut(200);
        boolean heard = false;
        for (int i = 0; i < 300 && !heard; i++) {
            Message asked = send(shell, "kernel_info_request", Json.object());
            receive(shell);
            byte[] first = iopub.recv();
            while (first != null && !heard) {
                heard = parent(rest(iopub, first)).equals(asked.id());
                first = heard ? null : iopub.recv();
            }
        }
        assertThat(heard).as("a kernel that publishes").isTrue();
        iopub.setReceiveTimeOut(TIMEOUT_MILLIS);
    }

    Message send(ZMQ.Socket socket, String type, ObjectNode content) {
        Message message = Message.none().answer(session, type, content);
        sendFrames(socket, wire.encode(message));
        return message;
    }

    /** A request to a subshell. */
    Message sendTo(String subshell, String type, ObjectNode content) {
        Message message = Message.none().answer(session, type, content);
        message.header().put("subshell_id", subshell);
        sendFrames(shell, wire.encode(message));
        return message;
    }

    static void sendFrames(ZMQ.Socket socket, List<byte[]> frames) {
        for (int i = 0; i < frames.size(); i++) {
            socket.send(frames.get(i), i < frames.size() - 1 ? ZMQ.SNDMORE : 0);
        }
    }

    private Message receive(ZMQ.Socket socket) {
        byte[] first = socket.recv();
        assertThat(first).as("a message within " + TIMEOUT_MILLIS + " ms").isNotNull();
        return rest(socket, first);
    }

    private Message rest(ZMQ.Socket socket, byte[] first) {
        List<byte[]> frames = new ArrayList<>();
        frames.add(first);
        while (socket.hasReceiveMore()) {
            frames.add(socket.recv());
        }
        try {
            return wire.decode(frames);
        } catch (MalformedMessageException e) {
            throw new AssertionError(e);
        }
    }

    static String parent(Message message) {
        return Json.text(message.parent(), "msg_id").orElse("");
    }

    Message startCell(String code) {
        return startCell(Json.object().put("code", code).put("allow_stdin", true));
    }

    Message startCell(ObjectNode content) {
        return send(shell, "execute_request", content);
    }

    Result run(String code) {
        return finish(startCell(code));
    }

    Result run(ObjectNode content) {
        return finish(startCell(content));
    }

    /** The reply, and what was published until the idle status that belongs to the request. */
    Result finish(Message request) {
        List<Message> published = new ArrayList<>();
        published(m -> {
            if (parent(m).equals(request.id())) {
                published.add(m);
            }
            return parent(m).equals(request.id()) && m.text("execution_state").equals("idle");
        });
        Message reply = receive(shell);
        while (!parent(reply).equals(request.id())) {
            reply = receive(shell);
        }
        return new Result(reply, published);
    }

    /** Reads iopub until a message fits. */
    Message published(Predicate<Message> wanted) {
        Message message = receive(iopub);
        while (!wanted.test(message)) {
            message = receive(iopub);
        }
        return message;
    }

    Message ask(String type, ObjectNode content) {
        Message request = send(shell, type, content);
        return finish(request).reply();
    }

    Message control(String type) {
        return control(type, Json.object());
    }

    Message control(String type, ObjectNode content) {
        send(control, type, content);
        return receive(control);
    }

    Message inputRequest() {
        return receive(stdin);
    }

    void answer(String line) {
        send(stdin, "input_reply", Json.object().put("value", line));
    }

    Message sendWithBuffers(String type, ObjectNode content, List<byte[]> buffers) {
        Message message = Message.none().answer(session, type, content).with(Json.object(), buffers);
        sendFrames(shell, wire.encode(message));
        return message;
    }

    ZMQ.Socket shell() {
        return shell;
    }

    @Override
    public void close() {
        context.close();
    }
}
