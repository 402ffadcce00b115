package dev.atelier.agent.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.agent.http.Closing;
import dev.atelier.agent.http.InFlight;
import dev.atelier.agent.http.Router;
import dev.atelier.agent.http.Upgrade;
import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.CloseMessage;
import io.undertow.websockets.core.WebSocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/** The WebSocket over which calls from inside the instance reach the gateway; one at a time, the newest counts. */
public final class Link {
    static final int LONGEST_LINE = 1 << 20;
    private static final int MOST_CALLS = 64;
    private static final int MOST_UNTOLD = 100;
    private static final int REPLACED = 4001;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AtomicReference<Optional<Connection>> current = new AtomicReference<>(Optional.empty());
    private final AtomicLong ids = new AtomicLong();
    /** What the gateway is to hear, oldest first, until it has been sent. */
    private final BlockingQueue<String> untold = new ArrayBlockingQueue<>(MOST_UNTOLD);

    private final ReentrantLock telling = new ReentrantLock();

    /** One WebSocket of the gateway, and the calls under way on it. */
    private static final class Connection extends AbstractReceiveListener {
        private final WebSocketChannel socket;
        private final InFlight inFlight;
        private final Map<Long, Call> calls = new ConcurrentHashMap<>();

        Connection(WebSocketChannel socket) {
            this.socket = socket;
            this.inFlight = new InFlight(socket);
        }

        @Override
        protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
            try {
                deliver(Json.read(message.getData(), JsonNode.class));
            } catch (ProblemException e) {
                Closing.close(socket, CloseMessage.MSG_CONTAINS_INVALID_DATA, "not a JSON object");
            }
        }

        private void deliver(JsonNode message) {
            long id = message.path("id").asLong();
            Call call = calls.get(id);
            if (call == null || !(message instanceof ObjectNode line)) {
                return; // it was canceled meanwhile
            }
            line.remove("id");
            boolean end = line.path("end").asBoolean();
            if (!call.answer(Json.write(line), end)) {
                stop(id); // the client does not read
            }
        }

        private void stop(long id) {
            if (calls.remove(id) != null) {
                Thread.ofVirtual().name("link-cancel").start(() -> {
                    try {
                        inFlight.text("{\"id\":" + id + ",\"cancel\":true}", PATIENCE);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
        }

        private void lost() {
            calls.values().forEach(Call::gatewayLost);
            calls.clear();
        }

        @Override
        protected long getMaxTextBufferSize() {
            return LONGEST_LINE + 1024L;
        }

        @Override
        protected long getMaxBinaryBufferSize() {
            return 1024;
        }
    }

    /** A call that was forwarded, until it is over. */
    interface Forwarded {
        /** Its client has gone. */
        void cancel();

        /** Its end has been passed on. */
        void over();
    }

    public void addTo(Router router) {
        router.onSocket("/agent/v1/link", request -> new Upgrade(Optional.empty(), this::opened));
    }

    private void opened(WebSocketChannel socket) {
        Connection connection = new Connection(socket);
        socket.addCloseTask(gone -> {
            current.updateAndGet(now -> now.filter(c -> c != connection));
            connection.lost();
        });
        current.getAndSet(Optional.of(connection))
                .ifPresent(older -> Closing.close(older.socket, REPLACED, "the gateway has linked again"));
        socket.getReceiveSetter().set(connection);
        socket.resumeReceives();
        tellLater();
    }

    /**
     * Tells the gateway something, now or as soon as it has linked; of more than {@value #MOST_UNTOLD} the oldest are dropped.
     *
     * @param message a JSON object
     */
    public void tell(String message) {
        while (!untold.offer(message)) {
            untold.poll();
        }
        tellLater();
    }

    private void tellLater() {
        Thread.ofVirtual().name("link-tell").start(() -> {
            telling.lock();
            try {
                tellAll();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                telling.unlock();
            }
        });
    }

    private void tellAll() throws InterruptedException {
        String message = untold.peek();
        while (message != null) {
            Optional<Connection> connection = current.get();
            if (connection.isEmpty() || !connection.get().inFlight.text(message, PATIENCE)) {
                return; // the next link tells it
            }
            untold.remove(message);
            message = untold.peek();
        }
    }

    /**
     * Forwards a call.
     *
     * @param line a JSON object
     * @throws ProblemException {@code gateway-away}, {@code too-many-calls} (503)
     */
    Forwarded forward(String line, Call call) throws InterruptedException {
        Connection connection = current.get().orElseThrow(Link::away);
        if (connection.calls.size() >= MOST_CALLS) {
            throw Problem.of(
                            503,
                            "too-many-calls",
                            "This instance has " + MOST_CALLS + " calls to the gateway under way.",
                            "Wait for one of them.")
                    .asException();
        }
        long id = ids.incrementAndGet();
        connection.calls.put(id, call);
        if (!connection.socket.isOpen()
                || !connection.inFlight.text("{\"id\":" + id + ",\"call\":" + line + "}", PATIENCE)) {
            connection.calls.remove(id);
            throw away();
        }
        return new Forwarded() {
            @Override
            public void cancel() {
                connection.stop(id);
            }

            @Override
            public void over() {
                connection.calls.remove(id);
            }
        };
    }

    private static ProblemException away() {
        return Problem.of(
                        503,
                        "gateway-away",
                        "The gateway is not linked to this instance at the moment.",
                        "Try again in a few seconds.")
                .asException();
    }
}
