package dev.atelier.proof;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * The computer of an engine elsewhere: a container with a real sshd that has this computer's network, as the sshd of an engine's
 * computer has, and this computer's engine. It listens on the loopback and takes keys alone.
 */
final class FarEngine implements AutoCloseable {
    /** Made by {@code test-images}. */
    private static final String IMAGE = "atelier/test-ssh-host";

    private static final String LABEL = "dev.atelier.test.far-engine";
    private static final String SOCKET = "/var/run/docker.sock";

    private final String container;
    private final int port;

    private FarEngine(String container, int port) {
        this.container = container;
        this.port = port;
    }

    static FarEngine start() {
        removeLeftovers();
        FarEngine engine = new FarEngine(
                Docker.run(
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
                freePort());
        engine.run("group=$(stat -c %g " + SOCKET + "); /usr/sbin/groupadd --force --gid $group engine;"
                + " /usr/sbin/usermod -aG $group ada");
        engine.boot();
        return engine;
    }

    /** A killed test leaves its host; its number may be another process's by now, which keeps it a little longer. */
    private static void removeLeftovers() {
        Docker.run("ps", "--all", "--filter", "label=" + LABEL, "--format", "{{.ID}} {{.Label \"" + LABEL + "\"}}")
                .lines()
                .map(line -> line.split(" ", -1))
                .filter(words -> ProcessHandle.of(Long.parseLong(words[1])).isEmpty())
                .forEach(words -> Docker.run("rm", "--force", words[0]));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.getInputStream().read() == 'S';
        } catch (IOException e) {
            return false;
        }
    }

    /** An entry of {@code engines:} without the key that somebody accepted. */
    String entry() {
        return "name: far, ssh: \"ada@127.0.0.1:" + port + "\"";
    }

    /** As the computer itself shows it. */
    String fingerprint() {
        return run("ssh-keygen -l -f /etc/ssh/ssh_host_ed25519_key.pub").split(" ", -1)[1];
    }

    void authorize(String line) {
        run("install -d -m 700 -o ada -g ada ~ada/.ssh; echo '" + line + "' >>~ada/.ssh/authorized_keys;"
                + " chown ada: ~ada/.ssh/authorized_keys");
    }

    void boot() {
        run("/usr/sbin/sshd -o ListenAddress=127.0.0.1:" + port + " -o PasswordAuthentication=no");
        await().until(this::answers);
    }

    /** The computer is away, as far as SSH tells; its containers run on. */
    void halt() {
        run("pkill -9 sshd");
    }

    /** Once there is one. */
    void dropConnection() {
        run("until pkill -9 -f '[s]shd: ada'; do sleep 0.1; done");
    }

    /** As a cable that is pulled: nothing breaks, and nothing comes. */
    void fallSilent() {
        Docker.run("pause", container);
    }

    void speakAgain() {
        Docker.run("unpause", container);
    }

    private String run(String line) {
        return Docker.run("exec", "--user", "root", container, "sh", "-c", line);
    }

    @Override
    public void close() {
        Docker.run("rm", "--force", "--volumes", container);
    }
}
