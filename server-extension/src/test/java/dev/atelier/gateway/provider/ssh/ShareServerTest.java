package dev.atelier.gateway.provider.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.sftp.OpenMode;
import net.schmizz.sshj.sftp.RemoteFile;
import net.schmizz.sshj.sftp.SFTPClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The real rclone, as a hostile host sees it. */
@ResourceLock("rclone serve") // ends whatever this process runs of it
class ShareServerTest {
    @TempDir
    private Path folder;

    private Path share;
    private Path outside;
    private ShareServer server;

    @BeforeEach
    void begin() throws IOException {
        share = Files.createDirectory(folder.resolve("the share"));
        outside = Files.createDirectory(folder.resolve("outside"));
        server = another();
    }

    private final Set<ProcessHandle> before = servers().collect(Collectors.toSet());

    private ShareServer another() {
        return new ShareServer(share, folder.resolve("server"));
    }

    @AfterEach
    void end() {
        server.close();
    }

    private interface Use {
        void of(SFTPClient sftp) throws IOException;
    }

    private void with(Use use) throws Exception {
        try (SSHClient client = new SSHClient()) {
            client.addHostKeyVerifier(Fingerprints.of(server.hostKey()));
            client.connect("127.0.0.1", server.port());
            client.authPassword(server.access().user(), server.access().password());
            try (SFTPClient sftp = client.newSFTPClient()) {
                use.of(sftp);
            }
        }
    }

    private static void write(SFTPClient sftp, String path, String text) throws IOException {
        try (RemoteFile file = sftp.open(path, EnumSet.of(OpenMode.WRITE, OpenMode.CREAT, OpenMode.TRUNC))) {
            byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            file.write(0, bytes, 0, bytes.length);
        }
    }

    private static String read(SFTPClient sftp, String path) throws IOException {
        try (RemoteFile file = sftp.open(path)) {
            byte[] bytes = new byte[100];
            int read = file.read(0, bytes, 0, bytes.length);
            return new String(bytes, 0, Math.max(read, 0), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    /** Answers that are errors are as good as none: what counts is what lies outside afterwards. */
    private static void attempt(Use use, SFTPClient sftp) {
        try {
            use.of(sftp);
        } catch (IOException e) {
            assertThat(e).hasMessageNotContaining("token");
        }
    }

    @Test
    void whatTheShareHoldsComesAndGoesAndIsItsOwners() throws Exception {
        Files.writeString(share.resolve("here.txt"), "from here");
        with(sftp -> {
            assertThat(read(sftp, "here.txt")).isEqualTo("from here");
            sftp.mkdir("new");
            write(sftp, "new/there.txt", "from there");
        });
        assertThat(share.resolve("new/there.txt")).hasContent("from there");
        assertThat(Files.getOwner(share.resolve("new/there.txt"))).isEqualTo(Files.getOwner(share));
    }

    @Test
    void noLinkLeadsOut() throws Exception {
        Path secret = Files.writeString(outside.resolve("secret"), "token");
        Files.createSymbolicLink(share.resolve("folder"), outside);
        Files.createSymbolicLink(share.resolve("file"), secret);
        Files.createSymbolicLink(share.resolve("up"), Path.of("../outside"));
        Files.createSymbolicLink(share.resolve("new"), outside.resolve("new"));
        Files.createSymbolicLink(share.resolve("root"), Path.of("/"));
        with(sftp -> {
            for (String path : List.of(
                    "file", "folder/secret", "up/secret", "root" + secret, "../outside/secret", secret.toString())) {
                attempt(s -> assertThat(read(s, path)).as(path).doesNotContain("token"), sftp);
                attempt(s -> write(s, path, "overwritten"), sftp);
                attempt(s -> s.rm(path), sftp);
            }
            for (String path : List.of("new", "folder/made", "up/made", "root" + outside + "/made")) {
                attempt(s -> write(s, path, "created"), sftp);
                attempt(s -> s.mkdir(path + "-folder"), sftp);
            }
            for (String path : List.of("root/tmp/key", "root/nobody")) {
                attempt(s -> assertThat(read(s, path)).as(path).isEmpty(), sftp);
            }
            attempt(s -> s.symlink("made", outside.toString()), sftp);
            attempt(s -> s.rename("folder/secret", "taken"), sftp);
        });
        assertThat(secret).hasContent("token");
        try (var files = Files.list(outside)) {
            assertThat(files).containsExactly(secret);
        }
        assertThat(share.resolve("taken")).doesNotExist();
    }

    @Test
    void thereIsNothingOfThisComputerThatALinkReaches() throws Exception {
        Files.createSymbolicLink(share.resolve("root"), Path.of("/"));
        with(sftp -> {
            for (String path : List.of("root/etc/passwd", "root/proc/self/environ", "root/bin/sh")) {
                assertThatThrownBy(() -> read(sftp, path)).as(path).isInstanceOf(IOException.class);
            }
            assertThatThrownBy(() -> write(sftp, "root/made", "x")).isInstanceOf(IOException.class);
        });
        assertThat(Path.of("/made")).doesNotExist();
    }

    @Test
    void keyAndPasswordStayOverRestartsAndAreNobodyElses() throws Exception {
        ShareServer next = another();
        assertThat(next.hostKey()).isEqualTo(server.hostKey());
        assertThat(next.access()).isEqualTo(server.access());
        ShareServer others = new ShareServer(share, folder.resolve("other"));
        assertThat(others.hostKey()).isNotEqualTo(server.hostKey());
        assertThat(others.access().password()).isNotEqualTo(server.access().password());
        server.port();
        try (var files = Files.walk(folder.resolve("server"))) {
            assertThat(files.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS)))
                    .hasSize(3)
                    .allSatisfy(f -> assertThat(java.nio.file.attribute.PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(f)))
                            .isEqualTo("rw-------"));
        }
    }

    private String listed(String knownHost) throws Exception {
        Path known = Files.writeString(folder.resolve("known"), knownHost + "\n");
        Path config = Files.writeString(
                folder.resolve("config"),
                "[share]\ntype = sftp\nhost = 127.0.0.1\nport = " + server.port() + "\nuser = "
                        + server.access().user() + "\npass = " + server.obscured(server.access()) + "\n");
        Process process = new ProcessBuilder(
                        "rclone",
                        "lsf",
                        "share:",
                        "--config",
                        config.toString(),
                        "--sftp-known-hosts-file",
                        known.toString(),
                        "--retries",
                        "1",
                        "--low-level-retries",
                        "1")
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }

    /** As the mount on a host does it. */
    @Test
    void whoeverShowsAnotherKeyGetsNoPassword() throws Exception {
        Files.writeString(share.resolve("here.txt"), "from here");
        String where = "[127.0.0.1]:" + server.port() + " ";
        assertThat(listed(where + Fingerprints.line(server.hostKey()))).isEqualTo("here.txt\n");
        ShareServer others = new ShareServer(share, folder.resolve("other"));
        assertThat(listed(where + Fingerprints.line(others.hostKey())))
                .contains("key mismatch")
                .doesNotContain("here.txt");
    }

    private static Stream<ProcessHandle> servers() {
        return ProcessHandle.current()
                .descendants()
                .filter(p ->
                        p.info().command().filter(c -> c.endsWith("/rclone")).isPresent()
                                && List.of(p.info().arguments().orElseThrow()).contains("serve"));
    }

    /** This test's own. */
    private List<ProcessHandle> rclones() {
        return servers().filter(p -> !before.contains(p)).toList();
    }

    @Test
    void oneThatDiedIsStartedAgainAndNoneOutlivesItsEnd() throws Exception {
        with(sftp -> write(sftp, "first", "1"));
        List<ProcessHandle> first = rclones();
        assertThat(first).hasSize(1);
        first.getFirst().destroyForcibly();
        await().ignoreExceptions().untilAsserted(() -> with(sftp -> write(sftp, "second", "2")));
        assertThat(share.resolve("second")).hasContent("2");
        server.close();
        await().untilAsserted(() -> assertThat(rclones()).isEmpty());
    }
}
