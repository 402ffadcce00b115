package dev.atelier.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.kernel.message.Signer;
import dev.atelier.kernel.transport.ConnectionFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Too much, too little and too many, from peers without the key: the kernel keeps its variables and runs the next cell. */
@Timeout(120)
class HostileFloodTest {
    private static final int MESSAGES = 1_000_000;
    private static final int GREETING_BYTES = 64;
    private static final int CONNECTIONS_PER_PORT = 80;
    private static final long CLAIMED_BYTES = 100L << 20;

    @TempDir
    Path folder;

    private KernelProcess kernel;
    private KernelClient client;

    @BeforeEach
    void start() throws IOException {
        kernel = new KernelProcess(folder, List.of("-Xmx256m"));
        client = new KernelClient(kernel.connection());
        client.run("int kept = 41;");
    }

    @AfterEach
    void stop() {
        assertThat(client.run("kept + 1").value()).isEqualTo("42");
        assertThat(client.control("kernel_info_request").type()).isEqualTo("kernel_info_reply");
        assertThat(kernel.alive()).isTrue();
        client.close();
        kernel.close();
    }

    private List<Integer> ports() {
        ConnectionFile file = kernel.connection();
        return List.of(file.shellPort(), file.controlPort(), file.stdinPort(), file.iopubPort(), file.heartbeatPort());
    }

    @Test
    void aMillionTinyMessages() throws IOException {
        byte[] message = {0, 1, 'x'};
        ByteArrayOutputStream thousand = new ByteArrayOutputStream();
        for (int i = 0; i < 1000; i++) {
            thousand.write(message);
        }
        try (Socket socket = shakenHands(kernel.connection().shellPort(), "DEALER")) {
            OutputStream out = socket.getOutputStream();
            for (int i = 0; i < MESSAGES / 1000; i++) {
                thousand.writeTo(out);
            }
            assertThat(client.control("kernel_info_request").type()).isEqualTo("kernel_info_reply");
        }
    }

    @Test
    void aHundredThousandSubscriptions() throws IOException {
        try (Socket socket = shakenHands(kernel.connection().iopubPort(), "SUB")) {
            OutputStream out = socket.getOutputStream();
            for (int i = 0; i < 100; i++) {
                ByteArrayOutputStream many = new ByteArrayOutputStream();
                for (int j = 0; j < 1000; j++) {
                    many.write(new byte[] {0, 4, 1, (byte) i, (byte) (j >> 8), (byte) j});
                }
                many.writeTo(out);
            }
            assertThat(client.control("kernel_info_request").type()).isEqualTo("kernel_info_reply");
        }
    }

    @Test
    void manyConnectionsThatStay() throws IOException {
        List<Socket> open = new ArrayList<>();
        try {
            for (int port : ports()) {
                for (int i = 0; i < CONNECTIONS_PER_PORT; i++) {
                    Socket socket = connect(port);
                    open.add(socket);
                    // Half of them say nothing at all.
                    if (i % 2 == 0) {
                        socket.getOutputStream().write(greeting("DEALER"));
                    }
                }
            }
            assertThat(client.run("kept").value()).isEqualTo("41");
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    /** After a proper handshake; the last ones together claim more than the heap has. */
    @Test
    void lengthsThatThereIsNoRoomFor() throws IOException {
        List<Long> claims = new ArrayList<>(List.of(-1L, Long.MIN_VALUE, 1L << 31, (1L << 31) - 1, 1L << 40));
        claims.addAll(Collections.nCopies(2, CLAIMED_BYTES));
        List<Socket> open = new ArrayList<>();
        try {
            for (int port : ports()) {
                for (long claim : claims) {
                    Socket socket =
                            shakenHands(port, port == kernel.connection().iopubPort() ? "SUB" : "DEALER");
                    open.add(socket);
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    bytes.write(2);
                    bytes.write(ByteBuffer.allocate(8).putLong(claim).array());
                    bytes.write(new byte[1000]);
                    bytes.writeTo(socket.getOutputStream());
                }
            }
            assertThat(client.run("kept").value()).isEqualTo("41");
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    /** A message that is rightly signed, cut off at every length. */
    @Test
    void hangingUpInTheMiddle() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(greeting("DEALER"));
        List<byte[]> frames = signed("{\"msg_type\":\"execute_request\"}", "{}", "{}", "{\"code\":\"kept = 0\"}");
        for (int i = 0; i < frames.size(); i++) {
            bytes.write(i < frames.size() - 1 ? 1 : 0);
            bytes.write(frames.get(i).length);
            bytes.write(frames.get(i));
        }
        byte[] whole = bytes.toByteArray();
        for (int length = 1; length < whole.length; length += 3) {
            try (Socket socket = connect(kernel.connection().shellPort())) {
                socket.getOutputStream().write(whole, 0, length);
            } catch (SocketException e) {
                // It may hang up first.
            }
        }
    }

    /** Rightly signed, and yet no message. */
    @Test
    void whatTheKeyDoesNotMakeSane() {
        String deep = "[".repeat(100_000);
        for (List<byte[]> frames : List.of(
                signed("null", "{}", "{}", "{}"),
                signed("[]", "{}", "{}", "{}"),
                signed("", "", "", ""),
                signed("{}", "{}", "{}", "{}"),
                signed("{\"msg_type\":7,\"msg_id\":[],\"session\":{}}", "{}", "{}", "{}"),
                signed("{\"msg_type\":\"execute_request\"}", "{}", "{}", "{\"code\":{}}"),
                signed("{\"msg_type\":\"execute_request\"}", "{}", "{}", "{\"code\":" + deep + "}"),
                signed("{\"msg_type\":\"comm_msg\"}", "{}", "{}", "{\"comm_id\":7,\"data\":" + deep + "}"),
                signed("{\"msg_type\":\"input_reply\"}", "{}", "{}", "{}"),
                signed("{\"msg_type\":\"\"}", "{\"a\":1}", "{}", "{}"),
                signed("{\"msg_type\":\"_request\"}", "{}", "{}", "{}"),
                signed("\ud800", "{}", "{}", "{}"))) {
            KernelClient.sendFrames(client.shell(), frames);
        }
    }

    private List<byte[]> signed(String... parts) {
        ConnectionFile file = kernel.connection();
        List<byte[]> bytes = new ArrayList<>();
        for (String part : parts) {
            bytes.add(part.getBytes(StandardCharsets.UTF_8));
        }
        List<byte[]> frames = new ArrayList<>();
        frames.add("<IDS|MSG>".getBytes(StandardCharsets.US_ASCII));
        frames.add(new Signer(file.signatureScheme(), file.key()).sign(bytes));
        frames.addAll(bytes);
        return frames;
    }

    private static Socket connect(int port) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    /** The kernel's own greeting and its READY are read, as what comes before them it may refuse. */
    private static Socket shakenHands(int port, String type) throws IOException {
        Socket socket = connect(port);
        socket.getOutputStream().write(greeting(type));
        InputStream in = socket.getInputStream();
        assertThat(in.readNBytes(GREETING_BYTES)).hasSize(GREETING_BYTES);
        byte[] head = in.readNBytes(2);
        assertThat(in.readNBytes(head[1])).startsWith(5, 'R', 'E', 'A', 'D', 'Y');
        return socket;
    }

    /** ZMTP 3.0 with the NULL mechanism, and the READY command of a socket of this type. */
    private static byte[] greeting(String type) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(new byte[] {(byte) 0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 3, 0});
        bytes.write("NULL".getBytes(StandardCharsets.US_ASCII));
        bytes.write(new byte[48]);
        bytes.write(new byte[] {4, (byte) (22 + type.length()), 5});
        bytes.write("READY".getBytes(StandardCharsets.US_ASCII));
        bytes.write(11);
        bytes.write("Socket-Type".getBytes(StandardCharsets.US_ASCII));
        bytes.write(ByteBuffer.allocate(4).putInt(type.length()).array());
        bytes.write(type.getBytes(StandardCharsets.US_ASCII));
        return bytes.toByteArray();
    }
}
