package dev.atelier.proof;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

/** The build's local Maven repository as a remote one, on loopback and for reading alone. */
final class RepositoryServer implements AutoCloseable {
    private static final String SHA1 = ".sha1";

    private final Path root;
    private final HttpServer server;
    private final ConcurrentLinkedQueue<String> served = new ConcurrentLinkedQueue<>();

    RepositoryServer(Path root) throws IOException {
        this.root = root.toRealPath();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** Paths of what somebody got. */
    List<String> served() {
        return List.copyOf(served);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().substring(1);
            Optional<byte[]> content = content(path);
            if (content.isEmpty()) {
                exchange.sendResponseHeaders(404, -1);
            } else if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(200, -1);
            } else {
                served.add(path);
                exchange.sendResponseHeaders(200, content.get().length);
                exchange.getResponseBody().write(content.get());
            }
        }
    }

    private Optional<byte[]> content(String path) throws IOException {
        if (path.endsWith(SHA1)) {
            return file(path.substring(0, path.length() - SHA1.length())).map(RepositoryServer::sha1);
        }
        return file(path);
    }

    private Optional<byte[]> file(String path) throws IOException {
        Path file = root.resolve(path).normalize();
        return file.startsWith(root) && Files.isRegularFile(file)
                ? Optional.of(Files.readAllBytes(file))
                : Optional.empty();
    }

    private static byte[] sha1(byte[] content) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(content))
                    .getBytes(StandardCharsets.UTF_8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
