package dev.atelier.kernel.process;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/** A small Maven repository on loopback. */
final class MavenServer implements AutoCloseable {
    private static final int PADDING = 400_000;

    private final Path folder;
    private final HttpServer server;
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, List<String>> versions = new TreeMap<>();
    private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private volatile Optional<String> credentials = Optional.empty();

    /** @param folder for what it compiles */
    MavenServer(Path folder) throws IOException {
        this.folder = folder;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** From now on only who knows these gets anything. */
    void requireCredentials(String user, String password) {
        credentials = Optional.of("Basic "
                + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
    }

    List<String> asked() {
        return List.copyOf(asked);
    }

    /**
     * A jar with a class {@code group.Artifact} (capitalized) whose {@code version()} returns the version.
     *
     * @param dependencies {@code GROUP:ARTIFACT:VERSION}
     */
    void artifact(String coordinate, String... dependencies) throws IOException {
        String[] parts = coordinate.split(":");
        put(parts, ".jar", jar(parts));
        put(parts, "-sources.jar", new byte[] {'P', 'K', 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        StringBuilder inner = new StringBuilder("<dependencies>");
        for (String dependency : dependencies) {
            inner.append(dependency(dependency));
        }
        pom(coordinate, "jar", inner.append("</dependencies>").toString());
    }

    static String dependency(String coordinate) {
        String[] parts = coordinate.split(":");
        return "<dependency><groupId>" + parts[0] + "</groupId><artifactId>" + parts[1] + "</artifactId>"
                + (parts.length > 2 ? "<version>" + parts[2] + "</version>" : "") + "</dependency>";
    }

    void pom(String coordinate, String packaging, String inner) throws IOException {
        String[] parts = coordinate.split(":");
        String pom = "<project><modelVersion>4.0.0</modelVersion><groupId>" + parts[0] + "</groupId><artifactId>"
                + parts[1] + "</artifactId><version>" + parts[2] + "</version><packaging>" + packaging + "</packaging>"
                + inner + "</project>";
        put(parts, ".pom", pom.getBytes(StandardCharsets.UTF_8));
        String folder = parts[0].replace('.', '/') + "/" + parts[1];
        List<String> known = versions.computeIfAbsent(folder, f -> new ArrayList<>());
        known.add(parts[2]);
        StringBuilder metadata = new StringBuilder("<metadata><groupId>" + parts[0] + "</groupId><artifactId>"
                + parts[1] + "</artifactId><versioning><versions>");
        known.forEach(v -> metadata.append("<version>").append(v).append("</version>"));
        metadata.append("</versions></versioning></metadata>");
        files.put("/" + folder + "/maven-metadata.xml", metadata.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void put(String[] parts, String ending, byte[] bytes) {
        files.put(
                "/" + parts[0].replace('.', '/') + "/" + parts[1] + "/" + parts[2] + "/" + parts[1] + "-" + parts[2]
                        + ending,
                bytes);
    }

    private byte[] jar(String[] parts) throws IOException {
        String name = Character.toUpperCase(parts[1].charAt(0)) + parts[1].substring(1);
        Path compiled = Files.createTempDirectory(folder, "artifact");
        Path source = compiled.resolve(name + ".java");
        Files.writeString(
                source,
                "package " + parts[0] + "; public class " + name + " { public static String version() { return \""
                        + parts[2] + "\"; } }");
        int code = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-d", compiled.toString(), source.toString());
        if (code != 0) {
            throw new IllegalStateException("the test's own class does not compile");
        }
        String entry = parts[0].replace('.', '/') + "/" + name + ".class";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes)) {
            jar.setLevel(0);
            jar.putNextEntry(new JarEntry(entry));
            jar.write(Files.readAllBytes(compiled.resolve(entry)));
            jar.putNextEntry(new JarEntry("padding"));
            jar.write(new byte[PADDING]);
        }
        return bytes.toByteArray();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(path);
        try (exchange) {
            if (credentials.isPresent()
                    && !credentials.get().equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"test\"");
                exchange.sendResponseHeaders(401, -1);
            } else if (files.containsKey(path)) {
                send(exchange, path, files.get(path));
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private void send(HttpExchange exchange, String path, byte[] bytes) throws IOException {
        exchange.sendResponseHeaders(200, bytes.length);
        OutputStream out = exchange.getResponseBody();
        boolean jar = path.endsWith(".jar") && !path.endsWith("-sources.jar");
        if (jar && path.contains("/slow/")) {
            for (int i = 0; i < bytes.length; i += bytes.length / 10) {
                out.write(bytes, i, Math.min(bytes.length / 10, bytes.length - i));
                out.flush();
                pause(100);
            }
        } else if (jar && path.contains("/hanging/")) {
            out.write(bytes, 0, 1000);
            out.flush();
            pause(60_000);
        } else {
            out.write(bytes);
        }
    }

    private void pause(long millis) throws IOException {
        try {
            if (hanging.await(millis, TimeUnit.MILLISECONDS)) {
                throw new IOException("the server ends");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        hanging.countDown();
        server.stop(0);
    }
}
