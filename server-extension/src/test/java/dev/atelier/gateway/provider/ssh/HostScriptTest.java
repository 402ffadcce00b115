package dev.atelier.gateway.provider.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** In a container that may mount, as its root; each test has one of its own, which goes with it. */
@Tag("docker")
class HostScriptTest {
    /** A home folder behind a link, with a space and a slash at the end. */
    private static final String HOME = """
            set -e
            mkdir -p '/srv/her home' /kept
            ln -s '/srv/her home' /srv/link
            export HOME=/srv/link/
            place="$HOME/.atelier/gw/box-1"
            """;

    private static final String MOUNTED = """
            echo precious >/kept/file
            mount --bind /kept "$place/share"
            """;

    /** A script in a shell of its own. */
    private static String script(HostScript script, String place) throws IOException {
        String text = ShellWords.arguments(List.of("gw", place)) + script.text();
        return "code=0; sh -c " + ShellWords.quote(text) + " 2>&1 || code=$?; echo exit $code\n";
    }

    private static String run(String... lines) throws IOException, InterruptedException {
        Process container = new ProcessBuilder(
                        "docker",
                        "run",
                        "--rm",
                        "--init",
                        "--interactive",
                        "--label",
                        "dev.atelier.test.host-script="
                                + ProcessHandle.current().pid(),
                        "--cap-add",
                        "SYS_ADMIN",
                        "--security-opt",
                        "apparmor=unconfined",
                        "atelier/test-ssh-host",
                        "sh",
                        "-s")
                .redirectErrorStream(true)
                .start();
        try (var in = container.getOutputStream()) {
            in.write((HOME + String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(container.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        container.waitFor();
        return output;
    }

    @Test
    void whatIsMountedIsNeverRemovedThrough() throws Exception {
        assertThat(run(
                        script(HostScript.FURNISH, "box-1"),
                        MOUNTED,
                        script(HostScript.REMOVE, "box-1"),
                        script(HostScript.UNMOUNT, "box-1"),
                        "cat /kept/file",
                        script(HostScript.REMOVE, "box-1"),
                        "cat /kept/file",
                        "find '/srv/her home'"))
                .isEqualTo("exit 0\nexit 46\nexit 0\nprecious\nexit 0\nprecious\n/srv/her home\n");
    }

    @Test
    void whatCanNotBeUnmountedIsSaidAndStays() throws Exception {
        assertThat(run(
                        script(HostScript.FURNISH, "box-1"),
                        MOUNTED,
                        "mount --bind /usr/bin/false \"$(command -v fusermount3)\"",
                        script(HostScript.UNMOUNT, "box-1"),
                        script(HostScript.REMOVE, "box-1"),
                        "cat /kept/file"))
                .isEqualTo("exit 0\nit is mounted still\nexit 1\nexit 46\nprecious\n");
    }

    @Test
    void aStoreThatIsMountedThereIsNeverRemovedThrough() throws Exception {
        assertThat(run(
                        script(HostScript.FURNISH, "box-1"),
                        "mkdir \"$place/mnt/store\"; mount -t tmpfs none \"$place/mnt/store\"",
                        "echo precious >\"$place/mnt/store/file\"",
                        script(HostScript.REMOVE, "box-1"),
                        "cat \"$place/mnt/store/file\""))
                .isEqualTo("exit 0\nexit 46\nprecious\n");
    }

    @Test
    void aMountThatTheTableDoesNotShowIsNoFolderOfOurs() throws Exception {
        assertThat(run(
                        script(HostScript.FURNISH, "box-1"),
                        MOUNTED,
                        "mount --bind /dev/null /usr/bin/cut; mount --bind /usr/bin/false /usr/bin/mountpoint",
                        script(HostScript.REMOVE, "box-1"),
                        "cat /kept/file"))
                .contains("exit 46\n")
                .endsWith("precious\n");
    }

    @Test
    void itsOwnFilesGoAndAnotherInstanceStays() throws Exception {
        assertThat(run(
                        script(HostScript.FURNISH, "box-1"),
                        script(HostScript.FURNISH, "box-2"),
                        "echo own >\"$place/share/file\"; mkdir -p \"$HOME/.atelier/gw/toolbox-1\"",
                        script(HostScript.REMOVE, "box-1"),
                        "ls \"$HOME/.atelier/gw\"",
                        script(HostScript.REMOVE, "box-2"),
                        "ls -A $HOME"))
                .isEqualTo("exit 0\nexit 0\nexit 0\nbox-2\nlock\ntoolbox-1\nexit 0\n");
    }

    @Test
    void removingTheLastOneWaitsForOneThatIsBeingFurnished() throws Exception {
        assertThat(run(
                        script(HostScript.FURNISH, "box-1"),
                        "(flock 9; sleep 2; mkdir \"$HOME/.atelier/gw/box-2\") 9>>\"$HOME/.atelier/gw/lock\" &",
                        "sleep 0.5",
                        script(HostScript.REMOVE, "box-1"),
                        "ls \"$HOME/.atelier/gw\""))
                .isEqualTo("exit 0\nexit 0\nbox-2\nlock\n");
    }

    @Test
    void anotherProcessWithTheNumberOfAConnectionThatEndedIsLeftAlone() throws Exception {
        assertThat(run(
                        script(HostScript.FURNISH, "box-1"),
                        "mkfifo /tmp/pipe; cp \"$(command -v bash)\" /tmp/sshd",
                        "/tmp/sshd -c 'read -r -t 30 x <>/tmp/pipe; exit' sshd: ada@pts/0 & other=$!",
                        "sleep 0.5; boot=$(cat /proc/sys/kernel/random/boot_id)",
                        "began=$(sed 's/.*) //' /proc/$other/stat | cut -d ' ' -f 20)",
                        "echo \"$other\" >\"$place/connection\"",
                        script(HostScript.SESSION, "box-1"),
                        "echo \"$other 1 $boot\" >\"$place/connection\"",
                        script(HostScript.SESSION, "box-1"),
                        "grep -q '^State:.S' /proc/$other/status && echo lives",
                        "echo \"$other $began $boot\" >\"$place/connection\"",
                        script(HostScript.SESSION, "box-1"),
                        "wait $other || echo ended $?"))
                .isEqualTo("exit 0\nexit 0\nexit 0\nlives\nexit 0\nended 143\n");
    }
}
