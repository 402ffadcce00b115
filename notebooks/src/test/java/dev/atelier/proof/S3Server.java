package dev.atelier.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A real S3 server, with the bucket {@code training}; its key and secret are {@code S3RVER}. */
final class S3Server implements BucketServer {
    private final Path folder;
    private final int port;
    private final PeerHome.Server process;

    private S3Server(Path folder, int port, PeerHome.Server process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /** @param folder where it keeps its buckets */
    static S3Server start(PeerHome home, Path folder) throws IOException {
        Files.createDirectories(folder.resolve(BUCKET));
        int port = NodeServer.freePort();
        List<String> options = List.of(
                "--directory",
                folder.toString(),
                "--address",
                PeerHome.ADDRESS,
                "--port",
                String.valueOf(port),
                "--configure-bucket",
                BUCKET);
        return new S3Server(folder, port, home.start("s3rver", port, options, Map.of(), folder));
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

    @Override
    public Atelier.Result datastore(Atelier where, String name) {
        return datastore(where, name, BUCKET, "S3RVER");
    }

    @Override
    public boolean hasObject(String name) throws IOException {
        try (var files = Files.walk(folder.resolve(BUCKET))) {
            return files.anyMatch(f -> f.getFileName().toString().startsWith(name));
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
