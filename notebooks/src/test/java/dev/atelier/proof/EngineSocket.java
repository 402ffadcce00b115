package dev.atelier.proof;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to the engine of this computer that can be cut: the engine and its containers know nothing of that. */
final class EngineSocket implements AutoCloseable {
    private static final Path ENGINE = Path.of("/var/run/docker.sock");

    private final Path path;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private ServerSocketChannel server;

    private EngineSocket(Path path) {
        this.path = path;
    }

    static EngineSocket open(Path folder) throws IOException {
        EngineSocket socket = new EngineSocket(folder.toRealPath().resolve("engine.sock"));
        socket.mend();
        return socket;
    }

    /** For {@code DOCKER_HOST}. */
    String host() {
        return "unix://" + path;
    }

    void cut() throws IOException {
        server.close();
        Files.deleteIfExists(path);
        for (SocketChannel each : open) {
            each.close();
        }
    }

    void mend() throws IOException {
        ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listening.bind(UnixDomainSocketAddress.of(path));
        server = listening;
        Thread.ofVirtual().start(() -> accept(listening));
    }

    private void accept(ServerSocketChannel listening) {
        try {
            while (true) {
                SocketChannel client = listening.accept();
                SocketChannel engine = SocketChannel.open(UnixDomainSocketAddress.of(ENGINE));
                open.add(client);
                open.add(engine);
                Thread.ofVirtual().start(() -> copy(client, engine));
                Thread.ofVirtual().start(() -> copy(engine, client));
            }
        } catch (ClosedChannelException e) {
            return; // cut
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void copy(SocketChannel from, SocketChannel to) {
        ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
        try (from;
                to) {
            while (from.read(bytes) >= 0) {
                bytes.flip();
                while (bytes.hasRemaining()) {
                    to.write(bytes);
                }
                bytes.clear();
            }
        } catch (IOException e) {
            bytes.clear(); // one end has gone, which ends both
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    @Override
    public void close() throws IOException {
        cut();
    }
}
