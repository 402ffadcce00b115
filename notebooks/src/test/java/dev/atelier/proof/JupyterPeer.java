package dev.atelier.proof;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real jupyter_server on a folder, ended with all its kernels when it is closed. */
final class JupyterPeer implements AutoCloseable {
    private final Process process;
    private final String url;

    private JupyterPeer(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** @param home all that it remembers */
    static JupyterPeer start(Path root, Path home, String token) {
        try {
            int port = NodeServer.freePort();
            ProcessBuilder builder = new ProcessBuilder(List.of(
                    Atelier.required("ATELIER_TEST_PYTHON") + "/bin/python",
                    "-m",
                    "jupyter_server",
                    "--no-browser",
                    "--allow-root",
                    "--ServerApp.ip=127.0.0.1",
                    "--ServerApp.port=" + port,
                    "--ServerApp.port_retries=0",
                    "--ServerApp.root_dir=" + root,
                    "--IdentityProvider.token=" + token));
            builder.environment().put("HOME", home.toString());
            for (String kind : List.of("CONFIG", "DATA", "RUNTIME")) {
                builder.environment()
                        .put("JUPYTER_" + kind + "_DIR", home.resolve(kind).toString());
            }
            builder.redirectErrorStream(true)
                    .redirectOutput(
                            Files.createDirectories(home).resolve("server.log").toFile());
            JupyterPeer peer = new JupyterPeer(builder.start(), "http://127.0.0.1:" + port);
            await().atMost(Duration.ofSeconds(60)).until(() -> answers(port));
            return peer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    String url() {
        return url;
    }

    @Override
    public void close() {
        List<ProcessHandle> kernels = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        kernels.forEach(ProcessHandle::destroyForcibly);
    }
}
