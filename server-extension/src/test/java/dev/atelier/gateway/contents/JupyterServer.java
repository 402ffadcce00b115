package dev.atelier.gateway.contents;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real jupyter_server on a folder, ended with all its processes when it is closed. */
public final class JupyterServer implements AutoCloseable {
    private final Process process;
    private final int port;

    private JupyterServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The Python environment of the tests. */
    public static Path python() {
        String prefix = Optional.ofNullable(System.getProperty("ATELIER_TEST_PYTHON"))
                .or(() -> Optional.ofNullable(System.getenv("ATELIER_TEST_PYTHON")))
                .orElseThrow(() -> new IllegalStateException(
                        "set ATELIER_TEST_PYTHON to a Python environment with jupyterlab (a prefix with bin/python)"));
        return Path.of(prefix);
    }

    public static JupyterServer start(Path root, Path home, String token) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        ProcessBuilder builder = new ProcessBuilder(List.of(
                python().resolve("bin/python").toString(),
                "-m",
                "jupyter_server",
                "--no-browser",
                "--allow-root",
                "--ServerApp.ip=127.0.0.1",
                "--ServerApp.port=" + port,
                "--ServerApp.port_retries=0",
                "--ServerApp.root_dir=" + root,
                "--IdentityProvider.token=" + token,
                "--FileContentsManager.delete_to_trash=False"));
        Map<String, String> environment = builder.environment();
        environment.put("HOME", home.toString());
        environment.put("JUPYTER_CONFIG_DIR", home.resolve("config").toString());
        environment.put("JUPYTER_DATA_DIR", home.resolve("data").toString());
        environment.put("JUPYTER_RUNTIME_DIR", home.resolve("runtime").toString());
        environment.put("JUPYTER_NO_CONFIG", "1");
        builder.redirectErrorStream(true)
                .redirectOutput(home.resolve("server.log").toFile());
        JupyterServer server = new JupyterServer(builder.start(), port);
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(100))
                    .until(server::answers);
        } catch (RuntimeException e) {
            server.close();
            throw new IllegalStateException(
                    "jupyter_server did not start: " + Files.readString(home.resolve("server.log")), e);
        }
        return server;
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    private boolean answers() throws InterruptedException {
        if (!process.isAlive()) {
            throw new IllegalStateException("jupyter_server ended with " + process.exitValue());
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                                    HttpRequest.newBuilder(uri().resolve("/api"))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
