package dev.atelier.agent.link;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.agent.config.PrivateFiles;
import dev.atelier.agent.link.Link.Forwarded;
import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The Unix domain socket on which kernels, terminals and jobs call the gateway. Each connection has a virtual thread that
 * writes the answer and one that waits for the client to go away.
 */
public final class CallSocket implements AutoCloseable {
    private static final Logger LOG = System.getLogger(CallSocket.class.getName());
    /** sockaddr_un has room for 108 bytes on Linux, 104 elsewhere. */
    private static final int LONGEST_PATH = 100;

    private final Path path;
    private final Link link;
    private final ServerSocketChannel server;

    /** @param path as {@link #pathFor} gives it; a socket that an earlier agent left there is replaced */
    public CallSocket(Path path, Link link) throws IOException {
        this.path = path;
        this.link = link;
        PrivateFiles.folder(path.getParent());
        Files.deleteIfExists(path);
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        Thread.ofPlatform().name("call-socket").daemon().start(this::accept);
    }

    /** Where the socket of this state folder lies: the same for every agent that uses the folder. */
    public static Path pathFor(Path state) {
        Path path = state.resolve("run").resolve("agent.sock");
        if (path.toString().length() <= LONGEST_PATH) {
            return path;
        }
        CRC32C name = new CRC32C();
        name.update(state.toString().getBytes(StandardCharsets.UTF_8));
        return Path.of(
                System.getProperty("java.io.tmpdir"),
                "atelier-" + System.getProperty("user.name") + "-" + Long.toHexString(name.getValue()),
                "agent.sock");
    }

    @Override
    public void close() {
        try {
            server.close();
            Files.deleteIfExists(path);
            Files.deleteIfExists(path.getParent()); // it holds nothing else, and may lie among temporary files
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The socket " + path + " cannot be closed", e);
        }
    }

    private void accept() {
        try {
            while (server.isOpen()) {
                SocketChannel client = server.accept();
                Thread.ofVirtual().name("call").start(() -> serve(client));
            }
        } catch (IOException e) { // closed with the agent
            LOG.log(Level.DEBUG, "the socket accepts no more", e);
        }
    }

    private void serve(SocketChannel client) {
        Call call = new Call();
        try (client) {
            Optional<Forwarded> forwarded = begin(client, call);
            try {
                forwarded.ifPresent(f -> Thread.ofVirtual().name("call-watch").start(() -> watch(client, call, f)));
                Optional<String> line = call.next();
                while (line.isPresent()) {
                    write(client, line.get());
                    line = call.next();
                }
                forwarded.ifPresent(Forwarded::over);
            } catch (IOException e) {
                forwarded.ifPresent(Forwarded::cancel);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a caller went away", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Forwarded> begin(SocketChannel client, Call call) throws IOException, InterruptedException {
        try {
            String line = readLine(client);
            if (!Json.read(line, JsonNode.class).isObject()) {
                throw Problem.of(400, "bad-call", "A call is one line with a JSON object.")
                        .asException();
            }
            return Optional.of(link.forward(line, call));
        } catch (ProblemException e) {
            call.fail(e.problem());
            return Optional.empty();
        }
    }

    /** Sees the client close; whatever else it sends is ignored. */
    private static void watch(SocketChannel client, Call call, Forwarded forwarded) {
        ByteBuffer ignored = ByteBuffer.allocate(512);
        try {
            while (client.read(ignored.clear()) >= 0) {
                // until the end
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a caller went away", e);
        }
        forwarded.cancel();
        call.gatewayLost();
    }

    private static String readLine(SocketChannel client) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer chunk = ByteBuffer.allocate(8192);
        while (client.read(chunk.clear()) >= 0) {
            chunk.flip();
            while (chunk.hasRemaining()) {
                byte next = chunk.get();
                if (next == '\n') {
                    return line.toString(StandardCharsets.UTF_8);
                }
                line.write(next);
            }
            if (line.size() > Link.LONGEST_LINE) {
                throw Problem.of(413, "call-too-large", "A call has at most 1 MiB.")
                        .asException();
            }
        }
        throw new IOException("the caller left before its line was complete");
    }

    private static void write(SocketChannel client, String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }
}
