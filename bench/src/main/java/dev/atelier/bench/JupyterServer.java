package dev.atelier.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The peer: a plain jupyter_server of the gateway's own environment. */
public record JupyterServer(Server server, Process process) {
    private static final int START_SECONDS = 60;

    /** @return once it answers */
    public static JupyterServer start(OwnGateway gateway, Path root, Map<String, String> environment, String... options)
            throws IOException, InterruptedException {
        Server server = new Server(
                "jupyter_server", URI.create("http://127.0.0.1:" + OwnGateway.freePort()), "bench", gateway.http());
        List<String> command = new ArrayList<>(List.of(
                gateway.python().toString(),
                "-m",
                "jupyter_server",
                "--allow-root",
                "--no-browser",
                "--ServerApp.ip=127.0.0.1",
                "--ServerApp.port=" + server.url().getPort(),
                "--IdentityProvider.token=" + server.token(),
                "--ServerApp.root_dir=" + root));
        command.addAll(List.of(options));
        Path log = gateway.log("jupyter");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        Instant deadline = Instant.now().plusSeconds(START_SECONDS);
        while (!server.answers()) {
            if (Instant.now().isAfter(deadline)) {
                process.destroyForcibly();
                throw new IOException("jupyter_server did not start; see " + log);
            }
            Thread.sleep(100);
        }
        return new JupyterServer(server, process);
    }
}
