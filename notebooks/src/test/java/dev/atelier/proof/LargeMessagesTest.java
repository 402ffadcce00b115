package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Messages larger than what gateway and agent would like to hold, and a client that takes none of them. */
class LargeMessagesTest {
    private static final int SIZE = 100_000_000;
    private static final String V1 = "v1.kernel.websocket.jupyter.org";

    /** Waits for a message of at least this size, and counts the letters in it. */
    private static final class Counting implements WebSocket.Listener {
        private final CompletableFuture<Long> letters = new CompletableFuture<>();
        private long size;
        private long found;

        @Override
        public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            while (data.hasRemaining()) {
                count(data.get() == 'x');
            }
            return ended(from, last);
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            data.chars().forEach(c -> count(c == 'x'));
            return ended(from, last);
        }

        private void count(boolean letter) {
            size++;
            found += letter ? 1 : 0;
        }

        private CompletionStage<?> ended(WebSocket from, boolean last) {
            if (last) {
                if (size > SIZE) {
                    letters.complete(found);
                }
                size = 0;
                found = 0;
            }
            from.request(1);
            return null;
        }
    }

    private static WebSocket connect(
            HttpClient http, Atelier atelier, String kernel, WebSocket.Listener listener, String... protocol) {
        URI uri = URI.create(atelier.url().replace("http", "ws") + "/api/kernels/" + kernel + "/channels?session_id="
                + UUID.randomUUID());
        WebSocket.Builder builder = http.newWebSocketBuilder().header("Authorization", "token " + atelier.token());
        for (String one : protocol) {
            builder.subprotocols(one);
        }
        return builder.buildAsync(uri, listener).join();
    }

    @Test
    void aHundredMegabytesReachEveryClientAndOneThatReadsNothingDelaysNobody() throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        try (Atelier atelier = Atelier.up();
                Kernel kernel = Kernel.open(atelier, "python3", "large.ipynb")) {
            List<Counting> clients = List.of(new Counting(), new Counting());
            WebSocket v1 = connect(http, atelier, kernel.id(), clients.get(0), V1);
            WebSocket plain = connect(http, atelier, kernel.id(), clients.get(1));
            WebSocket deaf = connect(http, atelier, kernel.id(), new WebSocket.Listener() {
                @Override
                public void onOpen(WebSocket socket) {
                    // asks for nothing, ever
                }
            });
            try (Kernel other = Kernel.open(atelier, "python3", "other.ipynb")) {
                other.run("1");
                kernel.send("import sys; n = sys.stdout.write('x' * " + SIZE + ")");
                for (Counting client : clients) {
                    assertThat(client.letters.get(120, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(SIZE);
                }
                assertThat(other.run("print(6 * 7)").stdout()).isEqualTo("42\n");
            }
            List.of(v1, plain, deaf).forEach(WebSocket::abort);
        } finally {
            http.shutdownNow(); // close() would wait for sockets that are still open
        }
    }
}
