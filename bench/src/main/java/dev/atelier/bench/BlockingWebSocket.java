package dev.atelier.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A WebSocket (RFC 6455) on the caller's own thread. A client with threads of its own hands each message from one to the
 * next, and on a small virtual machine that takes a good part of a millisecond, which would be counted for the servers.
 */
final class BlockingWebSocket implements AutoCloseable {
    private static final int MILLIS = 60_000;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final SecureRandom random = new SecureRandom();
    private final Socket socket;
    private final DataInputStream in;

    /** @param fields what the handshake says besides; its {@code Host} wins over the target's */
    BlockingWebSocket(URI target, Map<String, String> fields) throws IOException {
        this.socket = new Socket(target.getHost(), target.getPort());
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        socket.setSoTimeout(MILLIS);
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        byte[] key = new byte[16];
        random.nextBytes(key);
        Map<String, String> all = new LinkedHashMap<>();
        all.put("Host", target.getRawAuthority());
        all.putAll(fields);
        all.put("Upgrade", "websocket");
        all.put("Connection", "Upgrade");
        all.put("Sec-WebSocket-Version", "13");
        all.put("Sec-WebSocket-Key", Base64.getEncoder().encodeToString(key));
        StringBuilder request =
                new StringBuilder("GET " + target.getRawPath() + "?" + target.getRawQuery() + " HTTP/1.1\r\n");
        all.forEach(
                (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        request.append("\r\n");
        socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
        String status = line();
        if (!status.contains(" 101 ")) {
            throw new IOException(target + " answered: " + status);
        }
        while (!line().isEmpty()) {
            // the other headers
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    void send(String text) throws IOException {
        send(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    private void send(int opcode, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) (0x80 | opcode));
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        byte[] mask = new byte[4];
        random.nextBytes(mask);
        frame.put(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ mask[i & 3]));
        }
        socket.getOutputStream().write(frame.array(), 0, frame.position());
    }

    /** The next message's text; waits for it. */
    String receive() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        while (true) {
            int head = in.readUnsignedByte();
            int opcode = head & 15;
            byte[] payload = in.readNBytes(length());
            switch (opcode) {
                case PING -> send(PONG, payload);
                case PONG -> {}
                case CLOSE -> throw new IOException("the server closed the connection");
                case 0, TEXT, BINARY -> {
                    message.writeBytes(payload);
                    if (head >= 0x80) {
                        return message.toString(StandardCharsets.UTF_8);
                    }
                }
                default -> throw new IOException("a frame with the opcode " + opcode);
            }
        }
    }

    private int length() throws IOException {
        int length = in.readUnsignedByte();
        return switch (length) {
            case 126 -> in.readUnsignedShort();
            case 127 -> Math.toIntExact(in.readLong());
            default -> length;
        };
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
