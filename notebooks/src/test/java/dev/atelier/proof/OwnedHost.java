package dev.atelier.proof;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A host that somebody owns: a container with a real sshd and the account {@code ada}. Its cable may be pulled. */
final class OwnedHost implements AutoCloseable {
    /** Made by {@code test-images}. */
    private static final String IMAGE = "atelier/test-ssh-host";

    private static final String LABEL = "dev.atelier.test.owned-host";

    private final String container;

    private OwnedHost(String container) {
        this.container = container;
    }

    static OwnedHost start(String... options) {
        removeLeftovers();
        List<String> words = new ArrayList<>(List.of(
                "run",
                "--detach",
                "--init",
                "--label",
                LABEL + "=" + ProcessHandle.current().pid()));
        words.addAll(List.of(options));
        words.addAll(List.of(IMAGE, "sleep", "infinity"));
        OwnedHost host = new OwnedHost(Docker.run(words.toArray(String[]::new)));
        host.boot();
        return host;
    }

    /** A killed test leaves its host; its number may be another process's by now, which keeps it a little longer. */
    private static void removeLeftovers() {
        Docker.run("ps", "--all", "--filter", "label=" + LABEL, "--format", "{{.ID}} {{.Label \"" + LABEL + "\"}}")
                .lines()
                .map(line -> line.split(" ", -1))
                .filter(words -> ProcessHandle.of(Long.parseLong(words[1])).isEmpty())
                .forEach(words -> Docker.run("rm", "--force", words[0]));
    }

    private boolean answers() {
        try (Socket socket = new Socket(address(), 22)) {
            return socket.getInputStream().read() == 'S';
        } catch (IOException e) {
            return false;
        }
    }

    String address() {
        return Docker.run("inspect", "--format", "{{.NetworkSettings.IPAddress}}", container);
    }

    String account() {
        return "ada@" + address();
    }

    /** As the host itself shows it. */
    String fingerprint() {
        return as("root", "ssh-keygen -l -f /etc/ssh/ssh_host_ed25519_key.pub").split(" ", -1)[1];
    }

    void authorize(String line) {
        as("ada", "mkdir -p -m 700 ~/.ssh && echo '" + line + "' >>~/.ssh/authorized_keys");
    }

    /** The account's home folder gets this name, a link to where it was. */
    void moveHome(String to) {
        String link = to.replaceFirst("/$", "");
        as("root", "ln -s /home/ada '" + link + "'; sed -i 's#:/home/ada:#:" + to + ":#' /etc/passwd");
    }

    /** Has the host set up anew, as far as its key tells. */
    void changeKey() {
        as("root", "rm /etc/ssh/ssh_host_*; ssh-keygen -A; pkill -o sshd; sleep 0.2; /usr/sbin/sshd");
        await().until(this::answers);
    }

    /** Runs a shell line there, without SSH. */
    String as(String user, String line) {
        String home = user.equals("root") ? "/root" : "/home/" + user;
        return Docker.run("exec", "--user", user, "--env", "HOME=" + home, container, "sh", "-c", line);
    }

    /** Once there is one. What runs there runs on. */
    void dropConnection() {
        as("root", "until pkill -f '[s]shd: ada'; do sleep 0.1; done");
    }

    /** {@code pause}, {@code unpause}. */
    void engine(String verb) {
        Docker.run(verb, container);
    }

    /** Nothing runs any more; the address stays, which that of a stopped container may not. */
    void halt() {
        as("root", "pkill -9 sshd; pkill -9 -u ada; true");
    }

    void boot() {
        as("root", "if [ -e /dev/fuse ]; then chmod 666 /dev/fuse; fi; /usr/sbin/sshd");
        await().until(this::answers);
    }

    /** Everything that an account has, and what runs. */
    String traces() {
        return as(
                "root",
                "find /home /root /tmp /opt /srv /usr/local /var/tmp -xdev | sort;"
                        + " ps -A -o user=,args= | grep -v -e ' ps -A' -e ' sh -c' -e ' sort$' -e ' find ' -e ' grep ' -e 'sshd: '");
    }

    void pullCable() {
        wire("-A");
    }

    void plugIn() {
        wire("-D");
    }

    private void wire(String how) {
        String process = Docker.run("inspect", "--format", "{{.State.Pid}}", container);
        for (List<String> way : List.of(List.of("INPUT", "-i", "eth0"), List.of("OUTPUT", "-o", "eth0"))) {
            List<String> command = new ArrayList<>(List.of("nsenter", "-t", process, "-n", "iptables", how));
            command.addAll(way);
            command.addAll(List.of("-j", "DROP"));
            Atelier.Result result = Atelier.execute(command, Map.of(), Atelier.ROOT);
            if (result.exitCode() != 0) {
                throw new IllegalStateException(result.output());
            }
        }
    }

    @Override
    public void close() {
        Docker.run("rm", "--force", "--volumes", container);
    }
}
