package dev.atelier.gateway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/** A channel on a real connection, with a peer that speaks bytes. */
class FrameChannelTest {
    private final WebSockets sockets = new WebSockets();
    private final BlockingQueue<FrameChannel> accepted = new LinkedBlockingQueue<>();
    private XnioWorker worker;
    private AcceptingChannel<StreamConnection> server;

    @BeforeEach
    void listen() throws IOException {
        worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
        server = worker.createStreamConnectionServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                listening -> {
                    try {
                        StreamConnection made = listening.accept();
                        while (made != null) {
                            accepted.add(sockets.channel(made, FrameChannel.Role.SERVER));
                            made = listening.accept();
                        }
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                },
                OptionMap.create(Options.TCP_NODELAY, true));
        server.resumeAccepts();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        worker.shutdownNow();
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(server.getLocalAddress(InetSocketAddress.class).getAddress(), port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private int port() {
        return server.getLocalAddress(InetSocketAddress.class).getPort();
    }

    private FrameChannel channel() throws InterruptedException {
        return accepted.poll(10, TimeUnit.SECONDS);
    }

    private static byte[] frame(int opcode, boolean fin, byte[] payload, int key) {
        ByteBuffer out = ByteBuffer.allocate(FrameHeader.LONGEST + payload.length);
        new FrameHeader(fin, opcode, payload.length, true, key).write(out);
        byte[] masked = payload.clone();
        Mask.apply(ByteBuffer.wrap(masked), key, 0);
        byte[] bytes = new byte[out.put(masked).flip().remaining()];
        out.get(bytes);
        return bytes;
    }

    /** Collects messages and counts what has been closed. */
    private static final class Ears extends MessageCollector {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final List<Integer> codes = new CopyOnWriteArrayList<>();

        Ears(FrameChannel channel) {
            super(channel);
        }

        @Override
        protected void message(int type, byte[] whole) {
            heard.add(type + ":" + new String(whole, StandardCharsets.UTF_8));
        }

        @Override
        protected long limit() {
            return 1000;
        }

        @Override
        public void closed(int code) {
            codes.add(code);
        }
    }

    private Ears listen(FrameChannel channel) {
        Ears ears = new Ears(channel);
        channel.onThread(() -> channel.start(ears));
        return ears;
    }

    private static FrameHeader read(Socket socket) throws Exception {
        ByteBuffer head = ByteBuffer.allocate(FrameHeader.LONGEST);
        head.put(socket.getInputStream().readNBytes(2));
        head.put(socket.getInputStream().readNBytes(FrameHeader.size(head.get(1)) - 2));
        if (head.position() < 2) {
            throw new EOFException();
        }
        return FrameHeader.read(head.flip());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void putsPartsTogetherAndAnswersPingsBetweenThem() throws Exception {
        try (Socket peer = connect()) {
            Ears ears = listen(channel());
            peer.getOutputStream().write(frame(FrameHeader.TEXT, false, bytes("one "), 0x01020304));
            peer.getOutputStream().write(frame(FrameHeader.PING, true, bytes("are you there"), 77));
            peer.getOutputStream().write(frame(FrameHeader.CONTINUATION, true, bytes("two"), -5));
            assertThat(ears.heard.poll(10, TimeUnit.SECONDS)).isEqualTo("1:one two");
            FrameHeader pong = read(peer);
            assertThat(pong.opcode()).isEqualTo(FrameHeader.PONG);
            assertThat(peer.getInputStream().readNBytes((int) pong.length())).isEqualTo(bytes("are you there"));
        }
    }

    @Test
    void answersACloseAndEndsItsHalf() throws Exception {
        try (Socket peer = connect()) {
            FrameChannel channel = channel();
            Ears ears = listen(channel);
            peer.getOutputStream().write(frame(FrameHeader.CLOSE, true, new byte[] {0x03, (byte) 0xe9}, 9));
            FrameHeader close = read(peer);
            assertThat(close.opcode()).isEqualTo(FrameHeader.CLOSE);
            assertThat(peer.getInputStream().readNBytes((int) close.length())).startsWith(0x03, 0xe9);
            assertThat(peer.getInputStream().read()).as("the end").isEqualTo(-1);
            assertThat(ears.codes).containsExactly(1001);
        }
    }

    @Test
    void closesWhatBreaksTheProtocolAndSaysSoOnce() throws Exception {
        List<byte[]> breaches = List.of(
                new byte[] {(byte) 0x82, 0x01, 0x41}, // without a mask
                frame(FrameHeader.CONTINUATION, true, bytes("of nothing"), 1),
                new byte[] {(byte) 0xf2, (byte) 0x80, 0, 0, 0, 0});
        for (byte[] breach : breaches) {
            try (Socket peer = connect()) {
                Ears ears = listen(channel());
                peer.getOutputStream().write(breach);
                FrameHeader close = read(peer);
                assertThat(close.opcode()).isEqualTo(FrameHeader.CLOSE);
                assertThat(peer.getInputStream().readNBytes(2)).startsWith(0x03, 0xea); // 1002
                assertThat(ears.codes).containsExactly(CloseCode.PROTOCOL_ERROR);
            }
        }
    }

    @Test
    void refusesAMessageLargerThanItsBoundWithoutHoldingIt() throws Exception {
        try (Socket peer = connect()) {
            Ears ears = listen(channel());
            byte[] claim = {(byte) 0x82, (byte) 0xff, 0x7f, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4};
            peer.getOutputStream().write(claim);
            assertThat(read(peer).opcode()).isEqualTo(FrameHeader.CLOSE);
            assertThat(peer.getInputStream().readNBytes(2)).startsWith(0x03, 0xf1); // 1009
            assertThat(ears.heard).isEmpty();
        }
    }

    @Test
    void tellsWhenAPeerIsGone() throws Exception {
        FrameChannel channel;
        Ears ears;
        AtomicLong gone = new AtomicLong();
        try (Socket peer = connect()) {
            channel = channel();
            channel.onThread(() -> channel.onClose(gone::incrementAndGet));
            ears = listen(channel);
            peer.getOutputStream().write(frame(FrameHeader.BINARY, false, bytes("half"), 3));
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> gone.get() == 1);
        assertThat(ears.codes).containsExactly(CloseCode.BROKEN);
    }

    @Test
    void holdsASourceBackThatIsFasterThanItsTargetAndLosesNothing() throws Exception {
        byte[] pattern = new byte[1 << 16];
        new Random(4).nextBytes(pattern);
        int frames = 1_000;
        AtomicLong passed = new AtomicLong();
        AtomicLong sent = new AtomicLong();
        try (Socket fast = connect()) {
            FrameChannel source = channel();
            try (Socket slow = connect()) {
                FrameChannel target = channel();
                listen(target);
                source.onThread(() -> source.start(new Passing(source, target, passed)));
                Thread sender = Thread.ofVirtual().start(() -> {
                    try {
                        for (int i = 0; i < frames; i++) {
                            fast.getOutputStream().write(frame(FrameHeader.BINARY, true, pattern, 0));
                            sent.incrementAndGet();
                        }
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                });
                awaitStandstill(passed);
                assertThat(passed.get()).as("held back").isLessThan((long) frames * pattern.length / 2);
                assertThat(sent.get()).isLessThan(frames);
                for (int i = 0; i < frames; i++) {
                    assertThat(read(slow).length()).isEqualTo(pattern.length);
                    assertThat(slow.getInputStream().readNBytes(pattern.length)).isEqualTo(pattern);
                }
                sender.join();
            }
        }
    }

    @Test
    void keepsOnePongForAPeerThatSendsPingsAndReadsNothing() throws Exception {
        int pings = 300_000;
        byte[] ping = frame(FrameHeader.PING, true, new byte[125], 7);
        try (Socket peer = connect()) {
            FrameChannel channel = channel();
            Ears ears = listen(channel);
            for (int i = 0; i < pings; i++) {
                peer.getOutputStream().write(ping);
            }
            peer.getOutputStream().write(frame(FrameHeader.TEXT, true, bytes("done"), 7));
            assertThat(ears.heard.poll(20, TimeUnit.SECONDS)).isEqualTo("1:done");
            channel.close(1012, "enough");
            int pongs = 0;
            FrameHeader next = read(peer);
            while (next.opcode() == FrameHeader.PONG) {
                pongs++;
                peer.getInputStream().skipNBytes(next.length());
                next = read(peer);
            }
            assertThat(next.opcode()).isEqualTo(FrameHeader.CLOSE);
            assertThat(pongs).as("what the two sockets held").isBetween(1, pings / 2);
        }
    }

    /** What is lost with a connection must not count as delivered. */
    @Test
    void saysThatNothingWasTakenOnceItsPeerIsGoneOrToldToGo() throws Exception {
        try (Socket peer = connect()) {
            FrameChannel channel = channel();
            listen(channel);
            assertThat(sends(channel)).isTrue();
            assertThat(read(peer).length()).isEqualTo(5);
            peer.setSoLinger(true, 0); // a reset
        }
        FrameChannel told;
        try (Socket peer = connect()) {
            told = channel();
            listen(told);
            told.close(1012, "come back");
            assertThat(sends(told)).isFalse();
            assertThat(read(peer).opcode()).isEqualTo(FrameHeader.CLOSE);
        }
        AtomicLong gone = new AtomicLong();
        told.onThread(() -> told.onClose(gone::incrementAndGet));
        await().atMost(Duration.ofSeconds(10)).until(() -> gone.get() == 1);
        assertThat(sends(told)).isFalse();
    }

    private static boolean sends(FrameChannel channel) throws Exception {
        CompletableFuture<Boolean> taken = new CompletableFuture<>();
        channel.onThread(() -> {
            channel.message(FrameHeader.BINARY, ByteBuffer.wrap(bytes("hello")));
            taken.complete(channel.flush());
        });
        return taken.get(10, TimeUnit.SECONDS);
    }

    private static void awaitStandstill(AtomicLong value) {
        AtomicLong last = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(200))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    long now = value.get();
                    return now > 0 && last.getAndSet(now) == now;
                });
    }

    /** Hands frames on as a relay does. */
    private record Passing(FrameChannel source, FrameChannel target, AtomicLong bytes) implements Receiver {
        @Override
        public void begin(FrameHeader frame) {
            target.begin(frame.fin(), frame.opcode(), frame.length());
        }

        @Override
        public void payload(ByteBuffer piece) {
            bytes.addAndGet(piece.remaining());
            target.payload(piece);
        }

        @Override
        public void end() {}

        @Override
        public void arrived() {
            target.flush();
            if (target.congested()) {
                source.suspendReads();
                target.whenDrained(source::resumeReads);
            }
        }

        @Override
        public void closed(int code) {}
    }
}
