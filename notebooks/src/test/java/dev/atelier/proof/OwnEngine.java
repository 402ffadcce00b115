package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A Docker engine of the test's own, which may be killed, on a disk of its own, which may be filled. */
final class OwnEngine implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String BRIDGE = "atelier-test";
    private static final String SIZE = "4G";

    private final Path folder;
    private Process process;

    private OwnEngine(Path folder) {
        this.folder = folder;
    }

    /** With the image that instances are made from. */
    static OwnEngine start(Path folder) throws IOException {
        OwnEngine engine = new OwnEngine(folder.toRealPath());
        Files.createDirectories(engine.disk());
        String image = engine.folder.resolve("disk.img").toString();
        engine.must("truncate", "-s", SIZE, image);
        engine.must("mkfs.ext4", "-q", image);
        engine.must("mount", "-o", "loop", image, engine.disk().toString());
        // Without a bridge of its own an engine takes the computer's; with none it takes that one away.
        Atelier.execute(List.of("ip", "link", "delete", BRIDGE), Map.of(), engine.folder); // of a test that was killed
        engine.must("ip", "link", "add", BRIDGE, "type", "bridge");
        engine.must("ip", "address", "add", "172.31.255.1/28", "dev", BRIDGE);
        engine.must("ip", "link", "set", BRIDGE, "up");
        engine.run();
        engine.must("bash", "-c", "docker save atelier/notebook:latest | docker --host " + engine.host() + " load");
        return engine;
    }

    /** Starts it (again). It leaves the firewall to the computer's own engine. */
    void run() throws IOException {
        process = new ProcessBuilder(
                        "dockerd",
                        "--data-root",
                        disk().resolve("docker").toString(),
                        "--exec-root",
                        folder.resolve("exec").toString(),
                        "--pidfile",
                        folder.resolve("pid").toString(),
                        "--host",
                        host(),
                        "--bridge",
                        BRIDGE,
                        "--iptables=false")
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        await().atMost(PATIENCE)
                .until(() -> Atelier.execute(List.of("docker", "--host", host(), "info"), Map.of(), folder)
                                .exitCode()
                        == 0);
    }

    /** For {@code DOCKER_HOST}. */
    String host() {
        return "unix://" + folder.resolve("docker.sock");
    }

    private Path disk() {
        return folder.resolve("disk");
    }

    String docker(String... words) {
        return Docker.run(host(), words);
    }

    /** As a crash would; its containers' processes live on until the next start. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Until not one byte goes in any more. */
    void fillDisk() {
        Atelier.execute(
                List.of(
                        "bash",
                        "-c",
                        "cd \"$0\"; for size in 1M 4k; do dd if=/dev/zero of=fill-$size bs=$size; done;"
                                + " i=0; while echo x >fill-$i; do i=$((i + 1)); done",
                        disk().toString()),
                Map.of(),
                folder);
    }

    void emptyDisk() {
        must("bash", "-c", "rm -f \"$0\"/fill-*", disk().toString());
    }

    private void must(String... command) {
        Atelier.Result result = Atelier.execute(List.of(command), Map.of(), folder);
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    /** Also what a test that failed left: its containers' processes and its networks' bridges would outlive the engine. */
    @Override
    public void close() throws IOException {
        if (!process.isAlive()) {
            run();
        }
        must(
                "bash",
                "-c",
                "export DOCKER_HOST=\"$0\"; docker ps --all --quiet | xargs --no-run-if-empty docker rm --force;"
                        + " docker network prune --force",
                host());
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().onExit().join();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        must(
                "bash",
                "-c",
                "for each in \"$0\"/exec/netns/*; do if mountpoint -q \"$each\"; then umount \"$each\"; fi; done",
                folder.toString());
        must("ip", "link", "delete", BRIDGE);
        must("umount", "--recursive", disk().toString());
    }
}
