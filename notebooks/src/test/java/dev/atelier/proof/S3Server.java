package dev.atelier.proof;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A real S3 server on this computer, with the bucket {@code training}; its key and secret are {@code S3RVER}. */
final class S3Server implements AutoCloseable {
    static final String BUCKET = "training";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path folder;
    private final int port;
    private final Process process;

    private S3Server(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /** @param folder where it keeps its buckets */
    static S3Server start(Path folder) throws IOException {
        Path bucket = Files.createDirectories(folder.resolve(BUCKET));
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Process process = new ProcessBuilder(List.of(
                        Atelier.required("ATELIER_TEST_NODE") + "/node_modules/.bin/s3rver",
                        "--directory",
                        folder.toString(),
                        "--address",
                        "127.0.0.1",
                        "--port",
                        String.valueOf(port),
                        "--configure-bucket",
                        bucket.getFileName().toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("s3.log").toFile())
                .start();
        S3Server server = new S3Server(folder, port, process);
        await().atMost(PATIENCE).until(server::answers);
        return server;
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Makes a datastore of a bucket of this server. */
    Atelier.Result datastore(Atelier where, String name, String bucket, String key) {
        return where.run(
                "datastore",
                "create",
                name,
                "--type",
                "s3",
                "--bucket",
                bucket,
                "--endpoint",
                "http://127.0.0.1:" + port,
                "--access-key-id",
                key,
                "--secret-access-key",
                "S3RVER");
    }

    boolean hasObject(String name) throws IOException {
        try (var files = Files.walk(folder.resolve(BUCKET))) {
            return files.anyMatch(f -> f.getFileName().toString().startsWith(name));
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
