package dev.atelier.kernel.process;

import dev.atelier.kernel.message.Json;
import dev.atelier.kernel.transport.ConnectionFile;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A kernel in a JVM of its own, as a kernelspec starts it, with its data in a folder of the test. */
final class KernelProcess implements AutoCloseable {
    private static final List<String> NOT_INSTALLED = List.of(
            "/org/apache/maven/",
            "/eu/maveniverse/",
            "/org/codehaus/plexus/",
            "/org/apache/httpcomponents/",
            "/commons-codec/",
            "/org/ow2/asm/",
            "/org/slf4j/");

    private final Process process;
    private final ConnectionFile connection;

    KernelProcess(Path folder) throws IOException {
        this(folder, List.of());
    }

    /** @param options for its JVM */
    KernelProcess(Path folder, List<String> options) throws IOException {
        this(folder, options, installedClassPath(), Map.of());
    }

    KernelProcess(Path folder, String classPath, Map<String, String> environment) throws IOException {
        this(folder, List.of(), classPath, environment);
    }

    private KernelProcess(Path folder, List<String> options, String classPath, Map<String, String> environment)
            throws IOException {
        List<Integer> ports = freePorts();
        Path file = folder.resolve(UUID.randomUUID() + ".json");
        String key = UUID.randomUUID().toString();
        Files.write(
                file,
                Json.bytes(Json.object()
                        .put("transport", "tcp")
                        .put("ip", "127.0.0.1")
                        .put("shell_port", ports.get(0))
                        .put("control_port", ports.get(1))
                        .put("stdin_port", ports.get(2))
                        .put("iopub_port", ports.get(3))
                        .put("hb_port", ports.get(4))
                        .put("signature_scheme", "hmac-sha256")
                        .put("key", key)));
        this.connection = ConnectionFile.read(file);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:+UseCountedLoopSafepoints",
                "-XX:LoopStripMiningIter=1000",
                "--add-exports=jdk.compiler/com.sun.tools.javac.api=ALL-UNNAMED",
                "--add-exports=jdk.compiler/com.sun.tools.javac.code=ALL-UNNAMED",
                "--add-exports=jdk.compiler/com.sun.tools.javac.util=ALL-UNNAMED",
                "-cp",
                classPath,
                "dev.atelier.kernel.Main",
                file.toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("XDG_DATA_HOME", folder.resolve("data").toString());
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("kernel.log").toFile());
        this.process = builder.start();
    }

    /** As it is installed: without the libraries that only the compiler and the resolver's own class loader see. */
    private static String installedClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> NOT_INSTALLED.stream().noneMatch(entry::contains))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static List<Integer> freePorts() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    ConnectionFile connection() {
        return connection;
    }

    boolean alive() {
        return process.isAlive();
    }

    boolean endedWithin(int seconds) throws InterruptedException {
        return process.waitFor(seconds, TimeUnit.SECONDS);
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
