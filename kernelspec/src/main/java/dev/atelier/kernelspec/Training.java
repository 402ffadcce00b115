package dev.atelier.kernelspec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.kernel.message.Json;
import dev.atelier.kernel.message.Message;
import dev.atelier.kernel.message.Signer;
import dev.atelier.kernel.message.Wire;
import dev.atelier.kernel.transport.ConnectionFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** What a person does first, done once while the JVM records which classes that takes. */
final class Training {
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final int HANDSHAKE_MILLIS = 1000;
    private static final List<String> CELLS = List.of(
            "1+1",
            "int x = 2;\nSystem.out.println(x);\nx * 21",
            "record Point(int x, int y) {}\nvar points = List.of(new Point(1, 2), new Point(3, 4));\npoints",
            "int half(int n) { return n / 2; }\nhalf(8)",
            "for (int i = 0; i < 3; i++) { System.err.println(i); }",
            "points.stream().map(p -> p.x() + p.y()).toList()",
            "display(\"<b>b</b>\", \"text/html\");",
            "var m = %env\nm.size()",
            "%help",
            "ProcessBuilder.Redirect.INHERIT.type()",
            "1 / 0",
            "int wrong = \"text\";");

    private Training() {}

    static void run() throws IOException {
        Path folder = Files.createTempDirectory("atelier-training");
        try {
            Path connection = folder.resolve("connection.json");
            Files.write(connection, Json.bytes(connection()));
            ConnectionFile file = ConnectionFile.read(connection);
            dev.atelier.kernel.Main.run(connection, folder.resolve("history.jsonl"));
            try (ZContext context = new ZContext()) {
                drive(context, file);
            }
        } finally {
            Files.deleteIfExists(folder.resolve("connection.json"));
            Files.deleteIfExists(folder.resolve("history.jsonl"));
            Files.deleteIfExists(folder);
        }
        System.exit(0);
    }

    private static ObjectNode connection() throws IOException {
        List<ServerSocket> free = new ArrayList<>();
        try {
            ObjectNode json = Json.object()
                    .put("transport", "tcp")
                    .put("ip", "127.0.0.1")
                    .put("signature_scheme", "hmac-sha256")
                    .put("key", UUID.randomUUID().toString());
            for (String name : List.of("shell", "control", "stdin", "iopub", "hb")) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                free.add(socket);
                json.put(name + "_port", socket.getLocalPort());
            }
            return json;
        } finally {
            for (ServerSocket socket : free) {
                socket.close();
            }
        }
    }

    private static void drive(ZContext context, ConnectionFile file) {
        Wire wire = new Wire(new Signer(file.signatureScheme(), file.key()));
        ZMQ.Socket iopub = connected(context, SocketType.SUB, file.iopubPort());
        iopub.subscribe("");
        ZMQ.Socket shell = connected(context, SocketType.DEALER, file.shellPort());
        ask(shell, wire, "kernel_info_request", Json.object());
        for (String cell : CELLS) {
            ask(shell, wire, "execute_request", Json.object().put("code", cell).put("stop_on_error", false));
        }
        ask(
                shell,
                wire,
                "complete_request",
                Json.object().put("code", "points.str").put("cursor_pos", 10));
        ask(shell, wire, "inspect_request", Json.object().put("code", "half(2)").put("cursor_pos", 2));
        ask(
                shell,
                wire,
                "inspect_request",
                Json.object().put("code", "points.stream()").put("cursor_pos", 9));
        ask(shell, wire, "is_complete_request", Json.object().put("code", "int y = "));
        ask(
                shell,
                wire,
                "history_request",
                Json.object().put("hist_access_type", "tail").put("n", 3));
        ask(shell, wire, "comm_info_request", Json.object());
    }

    private static ZMQ.Socket connected(ZContext context, SocketType type, int port) {
        ZMQ.Socket socket = context.createSocket(type);
        socket.setReceiveTimeOut(TIMEOUT_MILLIS);
        // JeroMQ 0.6.0 now and then forgets to shake hands on a new connection, until this time is over (its issue
        // 912).
        socket.setHandshakeIvl(HANDSHAKE_MILLIS);
        socket.connect("tcp://127.0.0.1:" + port);
        return socket;
    }

    private static void ask(ZMQ.Socket shell, Wire wire, String type, ObjectNode content) {
        List<byte[]> frames = wire.encode(Message.none().answer("training", type, content));
        for (int i = 0; i < frames.size(); i++) {
            shell.send(frames.get(i), i < frames.size() - 1 ? ZMQ.SNDMORE : 0);
        }
        if (shell.recv() == null) {
            throw new IllegalStateException("The kernel did not answer " + type + " within " + TIMEOUT_MILLIS + " ms.");
        }
        while (shell.hasReceiveMore()) {
            shell.recv();
        }
    }
}
