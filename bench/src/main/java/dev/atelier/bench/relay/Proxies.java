package dev.atelier.bench.relay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Json;
import dev.atelier.bench.JupyterServer;
import dev.atelier.bench.OwnGateway;
import dev.atelier.bench.Server;
import dev.atelier.bench.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Starts the mill and every proxy before it; ends them all. */
final class Proxies implements AutoCloseable {
    private static final int START_SECONDS = 60;
    private static final String KERNELS = "/api/kernels";

    private final Path work;
    private final OwnGateway gateway;
    private final Started started;
    private final int mill;

    Proxies(Path root, Path work) throws IOException, InterruptedException {
        this.work = Files.createTempDirectory(Files.createDirectories(work), "relay");
        this.started = new Started(this.work);
        this.gateway = new OwnGateway(root, work);
        this.mill = mill();
    }

    private static Path jar() {
        return Path.of(System.getProperty("java.class.path")).toAbsolutePath();
    }

    private int mill() throws IOException, InterruptedException {
        Path config = work.resolve("mill.json");
        Path state = work.resolve("mill");
        Files.writeString(config, Json.write(Map.of("state", state.toString())));
        started.start(
                "mill",
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-jar",
                jar().toString(),
                "--config",
                config.toString());
        Path written = state.resolve("agent.json");
        Instant deadline = Instant.now().plusSeconds(START_SECONDS);
        while (!Files.exists(written)) {
            if (Instant.now().isAfter(deadline)) {
                throw new IOException("the mill did not start");
            }
            Thread.sleep(50);
        }
        return Json.read(Files.readString(written), JsonNode.class).path("port").asInt();
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    private static String channels(String kernel) {
        return KERNELS + "/" + kernel + "/channels";
    }

    /** Ours, as {@code ./atelier up} starts it, with the mill in its agent's place. */
    Proxy atelier() throws IOException, InterruptedException {
        gateway.upWithAgent(jar());
        Server server = gateway.server();
        return new Proxy(
                "Atelier",
                server.url().toString(),
                channels(kernel(server)),
                server.token(),
                true,
                List.of(gateway.pid()));
    }

    private static String kernel(Server server) throws IOException, InterruptedException {
        String model = server.request("POST", KERNELS, "{\"name\":\"python3\"}");
        return Json.read(model, JsonNode.class).path("id").asText();
    }

    /** @param buffers of this many bytes; nginx's own when 0 */
    Proxy nginx(int buffers) throws IOException, InterruptedException {
        int port = OwnGateway.freePort();
        Path folder = Files.createDirectories(work.resolve("nginx" + buffers));
        String sizes = buffers == 0
                ? ""
                : "proxy_buffer_size " + buffers + "; proxy_buffers 8 " + buffers + "; proxy_busy_buffers_size "
                        + buffers + ";";
        Path config = Files.writeString(folder.resolve("nginx.conf"), """
                daemon off; pid %1$s/pid; error_log %1$s/error.log; worker_processes 1;
                events { worker_connections 40000; }
                http {
                  access_log off; client_body_temp_path %1$s; proxy_temp_path %1$s; fastcgi_temp_path %1$s;
                  uwsgi_temp_path %1$s; scgi_temp_path %1$s;
                  upstream mill { server 127.0.0.1:%2$d; keepalive 64; }
                  server {
                    listen 127.0.0.1:%3$d backlog=4096;
                    location / {
                      proxy_pass http://mill; proxy_http_version 1.1; proxy_read_timeout 1h; %4$s
                      proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;
                    }
                  }
                }
                """.formatted(folder, mill, port, sizes));
        Process process = started.start("nginx" + buffers, "nginx", "-c", config.toString());
        OwnGateway.awaitPort(port);
        List<Long> workers = process.descendants().map(ProcessHandle::pid).toList();
        return new Proxy(buffers == 0 ? "nginx" : "nginx, 64 KB buffers", url(port), channels("1"), "", true, workers);
    }

    Proxy configurableHttpProxy(Path peers) throws IOException, InterruptedException {
        int port = OwnGateway.freePort();
        Process process = started.configurableHttpProxy(peers, port, url(mill));
        return new Proxy("configurable-http-proxy", url(port), channels("1"), "", true, List.of(process.pid()));
    }

    /** A Jupyter server whose kernels are elsewhere. */
    Proxy jupyterServer() throws IOException, InterruptedException {
        JupyterServer hop = JupyterServer.start(gateway, work, Map.of(), "--GatewayClient.url=" + url(mill));
        started.add(hop.process());
        return new Proxy(
                "jupyter_server's gateway hop",
                hop.server().url().toString(),
                channels(kernel(hop.server())),
                hop.server().token(),
                false,
                List.of(hop.process().pid()));
    }

    @Override
    public void close() throws IOException {
        // By force: the Jupyter server would first ask after kernels of a mill that is gone.
        started.close();
        try {
            gateway.atelier("down", "--all");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
