package dev.atelier.gateway.provider;

import static org.awaitility.Awaitility.await;

import dev.atelier.api.SshHost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;

/**
 * The computer of an engine elsewhere: a container with a real sshd that has this computer's network, as an engine's own sshd
 * has its computer's, and this computer's engine. It listens on the loopback and takes keys alone.
 */
final class EngineServer {
    /** Made by {@code notebooks/test-images}. */
    private static final String IMAGE = "atelier/test-ssh-host";
    /** A killed test leaves its container: the next one sees that nobody has it any more. */
    private static final String LABEL = "dev.atelier.test.engine-host";

    private static final String SOCKET = NamedEngine.USUAL_SOCKET;

    private final String container;
    private final int port;

    private EngineServer(String container, int port) {
        this.container = container;
        this.port = port;
    }

    static EngineServer start() throws Exception {
        removeLeftovers();
        int port = freePort();
        EngineServer server = new EngineServer(
                TestEngine.docker(
                        "run",
                        "--detach",
                        "--init",
                        "--label",
                        LABEL + "=" + ProcessHandle.current().pid(),
                        "--network",
                        "host",
                        "--volume",
                        SOCKET + ":" + SOCKET,
                        IMAGE,
                        "sleep",
                        "infinity"),
                port);
        server.run("/usr/sbin/groupadd --force --gid $(stat -c %g " + SOCKET + ") engine");
        server.letUseDocker();
        server.boot();
        return server;
    }

    /** For each login from then on. */
    void letUseDocker() throws Exception {
        run("/usr/sbin/usermod -aG $(stat -c %g " + SOCKET + ") ada");
    }

    void forbidDocker() throws Exception {
        run("gpasswd --delete ada $(getent group $(stat -c %g " + SOCKET + ") | cut -d: -f1)");
    }

    private static void removeLeftovers() throws Exception {
        for (String line : TestEngine.docker(
                        "ps", "--all", "--filter", "label=" + LABEL, "--format", "{{.ID}} {{.Label \"" + LABEL + "\"}}")
                .lines()
                .toList()) {
            String[] words = line.split(" ", -1);
            if (ProcessHandle.of(Long.parseLong(words[1])).isEmpty()) {
                TestEngine.docker("rm", "--force", words[0]);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    void boot() throws Exception {
        run("/usr/sbin/sshd -o ListenAddress=127.0.0.1:" + port + " -o PasswordAuthentication=no");
        await().until(this::answers);
    }

    /** The computer is off, as far as SSH tells; its containers run on. */
    void halt() throws Exception {
        run("pkill -9 sshd");
    }

    /** What is under way breaks off. */
    void dropConnections() throws Exception {
        run("pkill -9 -f '[s]shd: ada'");
    }

    private boolean answers() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.getInputStream().read() == 'S';
        }
    }

    /** As its operator accepts it. */
    SshHost host() throws Exception {
        return unknown().accepting(fingerprint());
    }

    SshHost unknown() {
        return new SshHost("ada", "127.0.0.1", port, Optional.empty());
    }

    String fingerprint() throws Exception {
        return run("ssh-keygen -l -f /etc/ssh/ssh_host_ed25519_key.pub").split(" ", -1)[1];
    }

    /** Lets whoever has this key in as ada. */
    void authorize(String line) throws Exception {
        run("install -d -m 700 -o ada -g ada ~ada/.ssh; echo '" + line + "' >>~ada/.ssh/authorized_keys;"
                + " chown ada: ~ada/.ssh/authorized_keys");
    }

    /** Runs a shell line there as root, without SSH. */
    String run(String line) throws Exception {
        return TestEngine.docker("exec", "--user", "root", container, "sh", "-c", line);
    }

    void remove() throws Exception {
        TestEngine.docker("rm", "--force", "--volumes", container);
    }
}
