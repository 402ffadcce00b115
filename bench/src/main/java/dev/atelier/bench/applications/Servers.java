package dev.atelier.bench.applications;

import dev.atelier.bench.JupyterServer;
import dev.atelier.bench.OwnGateway;
import dev.atelier.bench.Server;
import dev.atelier.bench.Started;
import dev.atelier.bench.Usage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Starts what is asked, and the proxies before it; ends them all. */
final class Servers implements AutoCloseable {
    private static final int LARGE = 10_000_000;

    private final Path work;
    private final OwnGateway gateway;
    private final Server own;
    private final Started started;

    Servers(Path root, Path work) throws IOException, InterruptedException {
        this.work = Files.createTempDirectory(Files.createDirectories(work), "applications");
        this.started = new Started(this.work);
        this.gateway = new OwnGateway(root, work);
        gateway.up();
        this.own = gateway.server();
    }

    /** nginx with {@code /small}, 36 bytes, and {@code /large}, 10 MB; its port. */
    int origin() throws IOException, InterruptedException {
        int port = OwnGateway.freePort();
        Path large = Files.write(work.resolve("large"), new byte[LARGE]);
        nginx("origin", """
                server {
                  listen 127.0.0.1:%d;
                  location /small { return 200 "hello world, this is a small answer\\n"; }
                  location /large { alias %s; }
                }
                """.formatted(port, large));
        OwnGateway.awaitPort(port);
        return port;
    }

    /** Ours to this port of {@code local}, for somebody who has come in as a browser does. */
    Way atelier(int port) throws IOException, InterruptedException {
        String host = "local-" + port + ".apps.localhost:" + own.url().getPort();
        URI enter = location(
                own.url().resolve("/applications/local-" + port), Map.of("Authorization", "token " + own.token()));
        HttpResponse<String> entered =
                ask(own.url().resolve(enter.getRawPath() + "?" + enter.getRawQuery()), Map.of("Host", host));
        String cookie = entered.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
        return new Way(
                "Atelier",
                own.url().toString(),
                Map.of("Host", host, "Cookie", cookie),
                new Usage(List.of(gateway.pid())));
    }

    private URI location(URI target, Map<String, String> fields) throws IOException, InterruptedException {
        return URI.create(ask(target, fields).headers().firstValue("Location").orElseThrow());
    }

    private HttpResponse<String> ask(URI target, Map<String, String> fields) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(target);
        fields.forEach(request::header);
        try (HttpClient plain = HttpClient.newHttpClient()) {
            return plain.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    Way nginxBefore(int port) throws IOException, InterruptedException {
        int own = OwnGateway.freePort();
        Process process = nginx("proxy" + port, """
                map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
                upstream origin { server 127.0.0.1:%d; keepalive 128; keepalive_requests 1000000000; }
                server {
                  listen 127.0.0.1:%d backlog=4096;
                  location / {
                    proxy_pass http://origin; proxy_http_version 1.1; proxy_read_timeout 1h;
                    proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade;
                    proxy_set_header Host $http_host;
                    proxy_buffer_size 64k; proxy_buffers 8 64k; proxy_busy_buffers_size 128k; proxy_max_temp_file_size 0;
                  }
                }
                """.formatted(port, own));
        OwnGateway.awaitPort(own);
        return new Way(
                "nginx, 64 KB buffers",
                url(own),
                Map.of(),
                new Usage(process.descendants().map(ProcessHandle::pid).toList()));
    }

    Way configurableHttpProxyBefore(int port, Path peers) throws IOException, InterruptedException {
        int own = OwnGateway.freePort();
        Process process = started.configurableHttpProxy(peers, own, url(port));
        return new Way("configurable-http-proxy", url(own), Map.of(), new Usage(List.of(process.pid())));
    }

    /** A Jupyter server to stand behind the proxies. */
    Server jupyter() throws IOException, InterruptedException {
        JupyterServer server = JupyterServer.start(gateway, work, Map.of());
        started.add(server.process());
        return server.server();
    }

    private Process nginx(String name, String http) throws IOException {
        Path folder = Files.createDirectories(work.resolve(name));
        Path config = Files.writeString(
                folder.resolve("nginx.conf"), """
                user %3$s; daemon off; pid %1$s/pid; error_log %1$s/error.log; worker_processes auto;
                events { worker_connections 4096; }
                http {
                  access_log off; keepalive_requests 1000000000; sendfile on;
                  client_body_temp_path %1$s; proxy_temp_path %1$s; fastcgi_temp_path %1$s;
                  uwsgi_temp_path %1$s; scgi_temp_path %1$s;
                  %2$s
                }
                """.formatted(folder, http, System.getProperty("user.name")));
        return started.start(name, "nginx", "-c", config.toString());
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() throws IOException {
        started.close();
        try {
            gateway.atelier("down", "--all");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
