package dev.atelier.kernel.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.kernel.message.Json;
import dev.atelier.kernel.message.Message;
import dev.atelier.kernel.message.Signer;
import dev.atelier.kernel.message.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

@Timeout(60)
class ChannelsTest {
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> received = new CopyOnWriteArrayList<>();

    private static ConnectionFile file() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            Iterator<Integer> ports =
                    sockets.stream().map(ServerSocket::getLocalPort).iterator();
            return new ConnectionFile(
                    "127.0.0.1",
                    ports.next(),
                    ports.next(),
                    ports.next(),
                    ports.next(),
                    ports.next(),
                    "hmac-sha256",
                    "key");
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    private void take(Message message) {
        if (message.type().equals("bad")) {
            throw new AssertionError("a bug");
        }
        received.add(message.type());
    }

    private Channels channels(ConnectionFile file, Wire wire) {
        return new Channels(
                file,
                wire,
                (_, message) -> take(message),
                topic -> message("welcome to " + topic).withRoute(List.of(topic.getBytes(StandardCharsets.UTF_8))),
                complaints::add,
                () -> complaints.add("died"));
    }

    private static Wire wire(ConnectionFile file) {
        return new Wire(new Signer(file.signatureScheme(), file.key()));
    }

    private static Message message(String type) {
        return Message.none().answer("session", type, Json.object());
    }

    private static ZMQ.Socket client(ZContext context, ConnectionFile file) {
        ZMQ.Socket client = socket(context, SocketType.DEALER);
        client.connect(file.address(file.shellPort()));
        return client;
    }

    private static ZMQ.Socket subscriber(ZContext context, ConnectionFile file, String topic) {
        ZMQ.Socket subscriber = socket(context, SocketType.SUB);
        subscriber.subscribe(topic);
        subscriber.connect(file.address(file.iopubPort()));
        return subscriber;
    }

    private static ZMQ.Socket socket(ZContext context, SocketType type) {
        ZMQ.Socket socket = context.createSocket(type);
        // JeroMQ 0.6.0 now and then forgets to shake hands on a new connection, until this is over (its issue 912).
        socket.setHandshakeIvl(1000);
        return socket;
    }

    private static List<byte[]> received(ZMQ.Socket socket) {
        List<byte[]> frames = new ArrayList<>(List.of(socket.recv()));
        while (socket.hasReceiveMore()) {
            frames.add(socket.recv());
        }
        return frames;
    }

    private static void send(ZMQ.Socket client, List<byte[]> frames) {
        for (int i = 0; i < frames.size(); i++) {
            client.send(frames.get(i), i < frames.size() - 1 ? ZMQ.SNDMORE : 0);
        }
    }

    @Test
    void aReplayIsDropped() throws IOException {
        ConnectionFile file = file();
        Wire wire = wire(file);
        try (Channels channels = channels(file, wire);
                ZContext context = new ZContext()) {
            channels.start();
            ZMQ.Socket client = client(context, file);
            List<byte[]> once = wire.encode(message("once"));
            send(client, once);
            send(client, once);
            send(client, wire.encode(message("after")));
            Awaitility.await().until(() -> received.contains("after"));
        }
        assertThat(received).containsExactly("once", "after");
        assertThat(complaints).singleElement().asString().contains("come before");
    }

    @Test
    void everySubscriberIsWelcomed() throws Exception {
        ConnectionFile file = file();
        Wire wire = wire(file);
        try (Channels channels = channels(file, wire);
                ZContext context = new ZContext()) {
            channels.start();
            for (String topic : List.of("", "topic", "topic")) {
                ZMQ.Socket subscriber = subscriber(context, file, topic);
                assertThat(wire.decode(received(subscriber)).type()).isEqualTo("welcome to " + topic);
            }
        }
    }

    @Test
    void whatLeavesIsToldBeforeWhatAnswersIt() throws Exception {
        ConnectionFile file = file();
        Wire wire = wire(file);
        List<String> order = new CopyOnWriteArrayList<>();
        try (Channels channels = new Channels(
                        file,
                        wire,
                        (_, message) -> order.add(message.type()),
                        ChannelsTest::message,
                        complaints::add,
                        () -> complaints.add("died"));
                ZContext context = new ZContext()) {
            channels.start();
            ZMQ.Socket subscriber = subscriber(context, file, "");
            received(subscriber);
            ZMQ.Socket shell = client(context, file);
            for (int i = 0; i < 200; i++) {
                channels.send(Channel.IOPUB, message("asked"), () -> order.add("asked"));
                received(subscriber);
                send(shell, wire.encode(message("answered")));
            }
            Awaitility.await().until(() -> order.size() == 400);
        }
        assertThat(order.indexOf("asked")).isZero();
        for (int i = 0; i < order.size(); i++) {
            long asked =
                    order.subList(0, i + 1).stream().filter("asked"::equals).count();
            assertThat(asked).isGreaterThanOrEqualTo(i + 1 - asked);
        }
    }

    @Test
    void closingEndsEveryThread() throws IOException {
        ConnectionFile file = file();
        Channels channels = channels(file, wire(file));
        channels.start();
        channels.close();
        Awaitility.await()
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .noneMatch(List.of("kernel-io", "kernel-heartbeat", "kernel-waker")::contains));
        assertThat(complaints).isEmpty();
    }

    @Test
    void aMessageThatFailsUsCostsOnlyItself() throws IOException {
        ConnectionFile file = file();
        Wire wire = wire(file);
        try (Channels channels = channels(file, wire);
                ZContext context = new ZContext()) {
            channels.start();
            ZMQ.Socket client = client(context, file);
            for (String type : List.of("good", "bad", "good")) {
                send(client, wire.encode(message(type)));
            }
            Awaitility.await().until(() -> received.equals(List.of("good", "good")));
        }
        assertThat(complaints).hasSize(1).doesNotContain("died");
    }
}
