package dev.atelier.bench.relay;

import dev.atelier.gateway.websocket.FrameChannel;
import dev.atelier.gateway.websocket.FrameHeader;
import dev.atelier.gateway.websocket.Mask;
import dev.atelier.gateway.websocket.Receiver;
import dev.atelier.gateway.websocket.WebSockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.xnio.IoFuture;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;
import org.xnio.http.HttpUpgrade;

/** Clients on one thread: each sends a message, waits for all that answer it, and sends the next. */
final class Clients implements AutoCloseable {
    private static final long SECONDS = 120;
    private static final int AT_A_TIME = 16;
    private static final OptionMap OPTIONS = OptionMap.create(Options.TCP_NODELAY, true);
    private static final int KEY = 0x5a17c3e9;
    private static final String V1 = "v1.kernel.websocket.jupyter.org";

    private final XnioWorker worker;
    private final XnioIoThread thread;
    private final WebSockets sockets = new WebSockets();
    private final List<FrameChannel> open = new ArrayList<>();

    Clients() throws IOException {
        worker = Xnio.getInstance()
                .createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1, Options.WORKER_TASK_CORE_THREADS, 1));
        thread = worker.getIoThread();
    }

    /**
     * What a run took.
     *
     * @param messages those sent and those received
     * @param millis of each exchange
     */
    record Run(double seconds, long messages, List<Double> millis) {}

    /** Opens as many connections, {@value #AT_A_TIME} at a time. */
    List<FrameChannel> open(Proxy proxy, Reply reply, int count) throws IOException, InterruptedException {
        List<Future<FrameChannel>> made = new ArrayList<>();
        try (ExecutorService dialling =
                Executors.newFixedThreadPool(AT_A_TIME, Thread.ofVirtual().factory())) {
            for (int i = 0; i < count; i++) {
                String session = reply.session(i);
                made.add(dialling.submit(() -> open(proxy, session)));
            }
            for (Future<FrameChannel> one : made) {
                open.add(one.get());
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
        return List.copyOf(open.subList(open.size() - count, open.size()));
    }

    private FrameChannel open(Proxy proxy, String session) throws IOException, InterruptedException {
        URI target = URI.create(proxy.url() + proxy.path() + "?session_id=" + session);
        CompletableFuture<FrameChannel> result = new CompletableFuture<>();
        thread.openStreamConnection(
                        new InetSocketAddress(target.getHost(), target.getPort()),
                        made -> HttpUpgrade.performUpgrade(
                                        made,
                                        target,
                                        headers(proxy),
                                        upgraded ->
                                                result.complete(sockets.channel(upgraded, FrameChannel.Role.CLIENT)),
                                        answer -> {})
                                .addNotifier(failing(), result),
                        OPTIONS)
                .addNotifier(failing(), result);
        try {
            return result.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("no WebSocket at " + target, e);
        }
    }

    private static Map<String, List<String>> headers(Proxy proxy) {
        Map<String, List<String>> headers = new HashMap<>(Map.of(
                "Upgrade", List.of("websocket"),
                "Connection", List.of("Upgrade"),
                "Sec-WebSocket-Key", List.of("dGhlIHNhbXBsZSBub25jZQ=="),
                "Sec-WebSocket-Version", List.of("13"),
                "Authorization", List.of("token " + proxy.token())));
        if (proxy.v1()) {
            headers.put("Sec-WebSocket-Protocol", List.of(V1));
        }
        return headers;
    }

    private static IoFuture.Notifier<StreamConnection, CompletableFuture<FrameChannel>> failing() {
        return new IoFuture.HandlingNotifier<>() {
            @Override
            public void handleFailed(IOException failure, CompletableFuture<FrameChannel> result) {
                result.completeExceptionally(failure);
            }
        };
    }

    /** Has each of them make so many exchanges. */
    Run run(List<FrameChannel> channels, Proxy proxy, Reply reply, int exchanges) throws IOException {
        ByteBuffer request = proxy.v1() ? new Reply(1, 50).v1(0) : new Reply(1, 50).json();
        ByteBuffer masked = ByteBuffer.allocateDirect(request.remaining())
                .put(request.duplicate())
                .flip();
        Mask.apply(masked, KEY, 0);
        List<Exchange> running = channels.stream()
                .map(c -> new Exchange(c, masked, proxy.v1(), reply.count(), exchanges))
                .toList();
        long begin = System.nanoTime();
        running.forEach(one -> one.channel.onThread(one::begin));
        try {
            for (Exchange one : running) {
                one.done.get(SECONDS, TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException | InterruptedException e) {
            throw new IOException(proxy.name() + " did not pass everything", e);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        return new Run(
                seconds,
                (long) exchanges * channels.size() * (1 + reply.count()),
                running.stream().flatMap(one -> one.millis.stream()).toList());
    }

    /** Runs on one connection; started once, it can be asked again by a new one. */
    private static final class Exchange implements Receiver {
        private final FrameChannel channel;
        private final ByteBuffer request;
        private final boolean binary;
        private final int replies;
        private final List<Double> millis = new ArrayList<>();
        private final CompletableFuture<Boolean> done = new CompletableFuture<>();
        private int left;
        private int missing;
        private boolean fin;
        private long sent;

        Exchange(FrameChannel channel, ByteBuffer request, boolean binary, int replies, int exchanges) {
            this.channel = channel;
            this.request = request;
            this.binary = binary;
            this.replies = replies;
            this.left = exchanges;
        }

        void begin() {
            channel.start(this);
            send();
        }

        private void send() {
            missing = replies;
            sent = System.nanoTime();
            channel.begin(true, binary ? FrameHeader.BINARY : FrameHeader.TEXT, request.remaining(), KEY);
            channel.payload(request.duplicate());
            channel.flush();
        }

        @Override
        public void begin(FrameHeader frame) {
            fin = frame.fin();
        }

        @Override
        public void payload(ByteBuffer piece) {
            piece.position(piece.limit());
        }

        @Override
        public void end() {
            if (fin && --missing == 0) {
                millis.add((System.nanoTime() - sent) / 1e6);
                if (--left > 0) {
                    send();
                } else {
                    done.complete(true);
                }
            }
        }

        @Override
        public void arrived() {}

        @Override
        public void closed(int code) {
            done.completeExceptionally(new IOException("closed with " + code));
        }
    }

    @Override
    public void close() {
        open.forEach(FrameChannel::abort);
        worker.shutdownNow();
    }
}
