package dev.atelier.kernel.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.kernel.message.Json;
import dev.atelier.kernel.message.Message;
import dev.atelier.kernel.message.Signer;
import dev.atelier.kernel.message.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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

    @Test
    void aMessageThatFailsUsCostsOnlyItself() throws IOException {
        ConnectionFile file = file();
        Wire wire = new Wire(new Signer(file.signatureScheme(), file.key()));
        Runnable died = () -> complaints.add("died");
        try (Channels channels = new Channels(file, wire, (_, message) -> take(message), complaints::add, died);
                ZContext context = new ZContext()) {
            channels.start();
            ZMQ.Socket client = context.createSocket(SocketType.DEALER);
            client.connect(file.address(file.shellPort()));
            for (String type : List.of("good", "bad", "good")) {
                List<byte[]> frames = wire.encode(Message.none().answer("session", type, Json.object()));
                for (int i = 0; i < frames.size(); i++) {
                    client.send(frames.get(i), i < frames.size() - 1 ? ZMQ.SNDMORE : 0);
                }
            }
            Awaitility.await().until(() -> received.equals(List.of("good", "good")));
        }
        assertThat(complaints).hasSize(1).doesNotContain("died");
    }
}
