package dev.atelier.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.kernel.message.Json;
import dev.atelier.kernel.message.MalformedMessageException;
import dev.atelier.kernel.message.Message;
import dev.atelier.kernel.message.Signer;
import dev.atelier.kernel.message.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** One process of a kernel, started as its kernelspec says, and a front end on one thread over raw ZeroMQ. */
final class KernelUnderTest implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int POLL_MILLIS = 100;
    private static final long SILENCE_NANOS = 3_000_000_000L;
    private static final int RECONNECT_MILLIS = 2;
    private static final int HANDSHAKE_MILLIS = 2000;

    private final long began;
    private final Process process;
    private final boolean interruptedByMessage;
    private final ZContext context = new ZContext();
    private final Wire wire;
    private final String session = UUID.randomUUID().toString();
    private final ZMQ.Socket shell;
    private final ZMQ.Socket control;
    private final ZMQ.Socket iopub;

    /** What became of a cell, and when it had ended. */
    record Ended(double millis, Message reply, List<Message> outputs) {
        Stream<Message> streams() {
            return outputs.stream().filter(m -> m.type().equals("stream"));
        }
    }

    KernelUnderTest(KernelKinds.Kind kind, Path python, Path work) throws IOException {
        JsonNode spec = kind.spec();
        int[] ports = ports();
        String key = UUID.randomUUID().toString();
        Path file = work.resolve("connection-" + session + ".json");
        ObjectNode connection = Json.object()
                .put("transport", "tcp")
                .put("ip", "127.0.0.1")
                .put("shell_port", ports[0])
                .put("iopub_port", ports[1])
                .put("stdin_port", ports[2])
                .put("control_port", ports[3])
                .put("hb_port", ports[4])
                .put("signature_scheme", "hmac-sha256")
                .put("key", key);
        Files.write(file, Json.bytes(connection));
        wire = new Wire(new Signer("hmac-sha256", key));
        shell = socket(SocketType.DEALER, ports[0]);
        control = socket(SocketType.DEALER, ports[3]);
        iopub = socket(SocketType.SUB, ports[1]);
        iopub.subscribe("");
        interruptedByMessage = spec.path("interrupt_mode").asText().equals("message");
        List<String> command = new ArrayList<>();
        for (JsonNode word : spec.path("argv")) {
            String text = word.asText()
                    .replace("{connection_file}", file.toString())
                    .replace("{resource_dir}", kind.folder().toString());
            command.add(text.matches("python3?") ? python.toString() : text);
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("kernel.log").toFile());
        String java = Path.of(System.getProperty("java.home"), "bin").toString();
        builder.environment().merge("PATH", java, (path, first) -> first + ":" + path);
        for (Map.Entry<String, JsonNode> variable : spec.path("env").properties()) {
            builder.environment().put(variable.getKey(), variable.getValue().asText());
        }
        began = System.nanoTime();
        process = builder.start();
    }

    private static int[] ports() throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return held.stream().mapToInt(ServerSocket::getLocalPort).toArray();
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }

    private ZMQ.Socket socket(SocketType type, int port) {
        ZMQ.Socket socket = context.createSocket(type);
        socket.setHWM(0);
        socket.setReconnectIVL(RECONNECT_MILLIS);
        // JeroMQ 0.6.0 now and then forgets to shake hands, until this time is over (its issue 912).
        socket.setHandshakeIvl(HANDSHAKE_MILLIS);
        socket.setIdentity(session.getBytes(StandardCharsets.UTF_8));
        socket.connect("tcp://127.0.0.1:" + port);
        return socket;
    }

    /** Milliseconds since the process was started. */
    double age() {
        return (System.nanoTime() - began) / 1e6;
    }

    /** Waits for the first answer; says how old the process is then. */
    double awaitInfo() {
        Message asked = send(shell, "kernel_info_request", Json.object());
        replyTo(shell, asked);
        return age();
    }

    /** A subscription travels slowly: asks until what is published is heard. */
    void awaitSubscription() {
        boolean heard = false;
        while (!heard) {
            replyTo(shell, send(shell, "kernel_info_request", Json.object()));
            heard = next(iopub, POLL_MILLIS).isPresent();
        }
        while (next(iopub, POLL_MILLIS).isPresent()) {
            // what was published of these requests
        }
    }

    Message start(String code) {
        return send(
                shell,
                "execute_request",
                Json.object()
                        .put("code", code)
                        .put("silent", false)
                        .put("store_history", true)
                        .put("allow_stdin", false)
                        .put("stop_on_error", false));
    }

    Ended run(String code) {
        long begin = System.nanoTime();
        Message asked = start(code);
        return finish(asked, begin);
    }

    /** What a cell's result is as text. */
    String value(String code) {
        return run(code).outputs().stream()
                .filter(m -> m.type().equals("execute_result"))
                .map(m -> m.content().path("data").path("text/plain").asText())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no result of " + code));
    }

    /** Runs a cell and waits for its reply alone: its outputs may not be heard yet. */
    void firstReply(String code) {
        replyTo(shell, start(code));
    }

    /** Waits for the cell's reply and its idle; a kernel that lost its idle has ended when it has been silent for a while. */
    Ended finish(Message asked, long begin) {
        List<Message> outputs = new ArrayList<>();
        Optional<Message> reply = Optional.empty();
        long last = System.nanoTime();
        boolean idle = false;
        while (!idle && (reply.isEmpty() || System.nanoTime() - last < SILENCE_NANOS)) {
            Optional<Message> message = next(iopub, POLL_MILLIS);
            if (message.filter(m -> isParent(asked, m)).isPresent()) {
                last = System.nanoTime();
                outputs.add(message.orElseThrow());
                idle = isIdle(message.orElseThrow());
            }
            if (reply.isEmpty() && message.isEmpty()) {
                reply = next(shell, 0).filter(m -> isParent(asked, m));
            }
            if (System.nanoTime() - last > PATIENCE_MILLIS * 1_000_000L) {
                throw new IllegalStateException("the kernel said nothing for a minute");
            }
        }
        Message replied = reply.orElseGet(() -> replyTo(shell, asked));
        return new Ended(((idle ? System.nanoTime() : last) - begin) / 1e6, replied, outputs);
    }

    private static boolean isIdle(Message message) {
        return message.type().equals("status")
                && message.text("execution_state").equals("idle");
    }

    /** Milliseconds until all these cells, sent at once, have their replies. */
    double queue(List<String> cells) {
        long begin = System.nanoTime();
        List<Message> asked = cells.stream().map(this::start).toList();
        asked.forEach(message -> finish(message, begin));
        return (System.nanoTime() - begin) / 1e6;
    }

    double complete(String code) {
        return ask(shell, "complete_request", Json.object().put("code", code).put("cursor_pos", code.length()));
    }

    double inspect(String code, int position) {
        return ask(
                shell,
                "inspect_request",
                Json.object().put("code", code).put("cursor_pos", position).put("detail_level", 0));
    }

    /** Beside a cell. */
    double infoOnControl() {
        return ask(control, "kernel_info_request", Json.object());
    }

    private double ask(ZMQ.Socket socket, String type, ObjectNode content) {
        long begin = System.nanoTime();
        replyTo(socket, send(socket, type, content));
        return (System.nanoTime() - begin) / 1e6;
    }

    /** Milliseconds from the interrupt of a cell that runs to its end. */
    double interrupt(String code) throws InterruptedException, IOException {
        Message asked = start(code);
        Thread.sleep(500);
        long begin = System.nanoTime();
        if (interruptedByMessage) {
            send(control, "interrupt_request", Json.object());
        } else {
            new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                    .start()
                    .waitFor();
        }
        double millis = finish(asked, begin).millis();
        if (interruptedByMessage) {
            receive(control);
        }
        return millis;
    }

    /** Milliseconds until the process has gone. */
    double shutDown() throws InterruptedException {
        long begin = System.nanoTime();
        send(control, "shutdown_request", Json.object().put("restart", false));
        process.waitFor(10, TimeUnit.SECONDS);
        return (System.nanoTime() - begin) / 1e6;
    }

    /** Resident memory of the process and what it started, in MB. */
    double memory() throws IOException {
        List<ProcessHandle> all = Stream.concat(
                        Stream.of(process.toHandle()), process.toHandle().descendants())
                .toList();
        long kilobytes = 0;
        for (ProcessHandle handle : all) {
            for (String line : Files.readAllLines(Path.of("/proc/" + handle.pid() + "/status"))) {
                if (line.startsWith("VmRSS:")) {
                    kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        }
        return kilobytes / 1024.0;
    }

    private Message send(ZMQ.Socket socket, String type, ObjectNode content) {
        Message message = Message.none().answer(session, type, content);
        List<byte[]> frames = wire.encode(message);
        for (int i = 0; i < frames.size(); i++) {
            socket.send(frames.get(i), i < frames.size() - 1 ? ZMQ.SNDMORE : 0);
        }
        return message;
    }

    private Message replyTo(ZMQ.Socket socket, Message asked) {
        Message reply = receive(socket);
        while (!isParent(asked, reply)) {
            reply = receive(socket);
        }
        return reply;
    }

    private static boolean isParent(Message asked, Message message) {
        return Json.text(message.parent(), "msg_id").filter(asked.id()::equals).isPresent();
    }

    private Message receive(ZMQ.Socket socket) {
        return next(socket, PATIENCE_MILLIS)
                .orElseThrow(() -> new IllegalStateException("the kernel said nothing for a minute"));
    }

    private Optional<Message> next(ZMQ.Socket socket, int millis) {
        socket.setReceiveTimeOut(millis);
        byte[] first = socket.recv();
        if (first == null) {
            return Optional.empty();
        }
        List<byte[]> frames = new ArrayList<>(List.of(first));
        while (socket.hasReceiveMore()) {
            frames.add(socket.recv());
        }
        try {
            return Optional.of(wire.decode(frames));
        } catch (MalformedMessageException e) {
            throw new IllegalStateException("a message that can't be read", e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        context.close();
    }
}
