package dev.atelier.gateway.provider;

import static org.awaitility.Awaitility.await;

import dev.atelier.api.SshHost;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Optional;

/** A host of somebody's: a container with a real sshd, and the account {@code ada} on it. */
final class SshServer {
    /** Made by {@code notebooks/test-images}. */
    private static final String IMAGE = "atelier/test-ssh-host";
    /** A killed test leaves its container: the next one sees that nobody has it any more. */
    private static final String LABEL = "dev.atelier.test.ssh-host";

    private final String container;

    private SshServer(String container) {
        this.container = container;
    }

    static SshServer start(String... options) throws Exception {
        removeLeftovers();
        List<String> words = new java.util.ArrayList<>(List.of(
                "run",
                "--detach",
                "--init",
                "--label",
                LABEL + "=" + ProcessHandle.current().pid()));
        words.addAll(List.of(options));
        words.addAll(List.of(IMAGE, "/usr/sbin/sshd", "-D", "-e"));
        SshServer server = new SshServer(TestEngine.docker(words.toArray(String[]::new)));
        server.awaitAnswer();
        return server;
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

    void awaitAnswer() {
        await().ignoreExceptions().until(this::answers);
    }

    private boolean answers() throws Exception {
        try (Socket socket = new Socket(address(), SshHost.USUAL_PORT)) {
            return socket.getInputStream().read() == 'S';
        } catch (IOException e) {
            return false;
        }
    }

    String address() throws Exception {
        return TestEngine.docker("inspect", "--format", "{{.NetworkSettings.IPAddress}}", container);
    }

    /** As its owner accepts it. */
    SshHost host() throws Exception {
        return unknown().accepting(fingerprint());
    }

    SshHost unknown() throws Exception {
        return new SshHost("ada", address(), SshHost.USUAL_PORT, Optional.empty());
    }

    /** As the host itself shows it. */
    String fingerprint() throws Exception {
        return run("root", "ssh-keygen -l -f /etc/ssh/ssh_host_ed25519_key.pub").split(" ", -1)[1];
    }

    /** Lets whoever has this key in as ada. */
    void authorize(String line) throws Exception {
        run("ada", "mkdir -p -m 700 ~/.ssh && echo '" + line + "' >>~/.ssh/authorized_keys");
    }

    /** Runs a shell line there, without SSH. */
    String run(String user, String line) throws Exception {
        String home = user.equals("root") ? "/root" : "/home/" + user;
        return TestEngine.docker("exec", "--user", user, "--env", "HOME=" + home, container, "sh", "-c", line);
    }

    String docker(String verb) throws Exception {
        return TestEngine.docker(verb, container);
    }

    String container() {
        return container;
    }

    void remove() throws Exception {
        TestEngine.docker("rm", "--force", "--volumes", container);
    }
}
