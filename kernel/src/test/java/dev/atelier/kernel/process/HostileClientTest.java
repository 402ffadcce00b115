package dev.atelier.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bytes that no client of Jupyter sends. */
@Timeout(120)
class HostileClientTest {
    private static final byte[] GREETING = greeting();

    @TempDir
    Path folder;

    @Test
    void theKernelSurvives() throws Exception {
        try (KernelProcess kernel = new KernelProcess(folder);
                KernelClient client = new KernelClient(kernel.connection())) {
            var file = kernel.connection();
            for (int port : new int[] {
                file.shellPort(), file.controlPort(), file.stdinPort(), file.iopubPort(), file.heartbeatPort()
            }) {
                for (byte[] attack : attacks()) {
                    send(port, attack);
                }
            }
            KernelClient.sendFrames(client.shell(), List.of(bytes("<IDS|MSG>")));
            KernelClient.sendFrames(
                    client.shell(),
                    List.of(bytes("<IDS|MSG>"), bytes("bad"), bytes("{}"), bytes("{}"), bytes("{}"), bytes("{}")));
            KernelClient.sendFrames(client.shell(), Collections.nCopies(6000, bytes("x")));
            assertThat(client.run("6 * 7").value()).isEqualTo("42");
            assertThat(client.control("kernel_info_request").type()).isEqualTo("kernel_info_reply");
            assertThat(kernel.alive()).isTrue();
        }
    }

    private static void send(int port, byte[] bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20);
            socket.getOutputStream().write(bytes);
            socket.getInputStream().readNBytes(200);
        } catch (java.net.SocketException | java.net.SocketTimeoutException e) {
            // It may well hang up on us, or wait for more.
        }
    }

    private static List<byte[]> attacks() {
        byte[] noise = new byte[8192];
        new Random(42).nextBytes(noise);
        return List.of(
                repeated(0xFF, 8192),
                noise,
                bytes("GET / HTTP/1.1\r\n\r\n"),
                joined(GREETING, new byte[] {2}, repeated(0xFF, 8192)),
                joined(
                        GREETING,
                        new byte[] {2},
                        ByteBuffer.allocate(8).putLong(1_900_000_000L).array(),
                        noise),
                joined(GREETING, noise),
                joined(GREETING, new byte[] {6}, repeated(0xFF, 8192)),
                joined(new byte[] {1, 0}, repeated(0xFF, 4096)));
    }

    /** ZMTP 3.0 with the NULL mechanism, and the READY command of a DEALER. */
    private static byte[] greeting() {
        return joined(
                new byte[] {(byte) 0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 3, 0},
                bytes("NULL"),
                new byte[48],
                new byte[] {4, 0x1C, 5},
                bytes("READY"),
                new byte[] {11},
                bytes("Socket-Type"),
                new byte[] {0, 0, 0, 6},
                bytes("DEALER"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] repeated(int value, int count) {
        byte[] bytes = new byte[count];
        java.util.Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static byte[] joined(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                java.util.Arrays.stream(parts).mapToInt(part -> part.length).sum());
        java.util.Arrays.stream(parts).forEach(all::put);
        return all.array();
    }
}
