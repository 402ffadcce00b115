package dev.atelier.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Programs that a benchmark started, each with a log in one folder; they end with it, by force. */
public final class Started implements AutoCloseable {
    private final Path folder;
    private final List<Process> processes = new ArrayList<>();

    public Started(Path folder) {
        this.folder = folder;
    }

    public Process start(String name, String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
        add(process);
        return process;
    }

    /** One that somebody else has started. */
    public void add(Process process) {
        processes.add(process);
    }

    /**
     * configurable-http-proxy before another server.
     *
     * @param peers where npm has put it
     */
    public Process configurableHttpProxy(Path peers, int port, String target) throws IOException, InterruptedException {
        Process process = start(
                "configurable-http-proxy",
                "node",
                peers.resolve("node_modules/configurable-http-proxy/bin/configurable-http-proxy")
                        .toString(),
                "--ip=127.0.0.1",
                "--port=" + port,
                "--api-port=" + OwnGateway.freePort(),
                "--default-target=" + target,
                "--log-level=error");
        OwnGateway.awaitPort(port);
        return process;
    }

    @Override
    public void close() {
        processes.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
    }
}
