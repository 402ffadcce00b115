package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Single functions of the script {@code atelier}, on folders of the test's own. */
class LauncherTest {
    @TempDir
    private Path folder;

    private Atelier.Result call(String function, Map<String, String> environment, String line) {
        String script = "source <(sed -n '/^home_folder() {/,/^}/p; /^" + function + "() {/,/^}/p' '"
                + Atelier.ROOT.resolve("atelier") + "'); " + line;
        return Atelier.execute(List.of("bash", "-euc", script), environment, folder);
    }

    @Test
    void whatIsNewestOrInUseIsKept() throws IOException {
        Path home = folder.resolve("home");
        List<String> oldestFirst = List.of("900", "800", "300", "700", "100");
        for (int i = 0; i < oldestFirst.size(); i++) {
            Path made = Files.createDirectories(home.resolve("environments").resolve(oldestFirst.get(i)));
            Files.setLastModifiedTime(
                    made, FileTime.from(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(i)));
        }
        Path instance = Files.createDirectories(home.resolve("instances/box1/env"));
        Files.writeString(instance.resolve("atelier-base.txt"), home.resolve("environments/900") + "\n");

        Atelier.Result result = call("forget_unused", Map.of(), "forget_unused '" + home + "' environments");

        assertThat(result.exitCode()).as(result.output()).isZero();
        try (var left = Files.list(home.resolve("environments"))) {
            assertThat(left.map(f -> f.getFileName().toString())).containsExactlyInAnyOrder("900", "300", "700", "100");
        }
    }

    /** A command line is seen by everybody on the computer. */
    @Test
    void theBrowserGetsTheTokenByAFileThatOnlyThisPersonReads() throws Exception {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path opener =
                Files.writeString(bin.resolve("xdg-open"), "#!/bin/sh\nprintf '%s' \"$*\" >\"$ATELIER_HOME/opened\"\n");
        Files.setPosixFilePermissions(opener, PosixFilePermissions.fromString("rwxr-xr-x"));
        Map<String, String> environment =
                Map.of("ATELIER_HOME", folder.toString(), "DISPLAY", ":0", "PATH", bin + ":" + System.getenv("PATH"));

        Atelier.Result result =
                call("open_browser", environment, "open_browser 'http://127.0.0.1:1/lab?token=secret'; wait");

        assertThat(result.exitCode()).as(result.output()).isZero();
        Path page = folder.resolve("open.html");
        assertThat(folder.resolve("opened")).hasContent(page.toString());
        assertThat(page).content().contains("url=http://127.0.0.1:1/lab?token=secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(page)))
                .isEqualTo("rw-------");
    }

    /** Nothing that a path or a name may hold means something else to systemd. */
    @Test
    void theUnitIsOneThatSystemdTakesWordForWord() throws Exception {
        Path share = Files.createDirectories(folder.resolve("a $b \"c\" %d \\e"));
        Path unit = folder.resolve("atelier.service");

        Atelier.Result result = Atelier.execute(
                List.of(Atelier.ROOT.resolve("atelier").toString(), "service", "show", "--system", "--port", "8888"),
                Map.of("ATELIER_HOME", folder.resolve("ho me%").toString()),
                share);

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output())
                .contains("\"--share\" \"" + folder + "/a $$b \\\"c\\\" %%d \\\\e\" \"--port\" \"8888\"\n")
                .contains("Environment=\"ATELIER_HOME=" + folder + "/ho me%%\"\n")
                .contains("KillMode=process\n");
        Files.writeString(unit, result.output());
        Atelier.Result verdict =
                Atelier.execute(List.of("systemd-analyze", "verify", unit.toString()), Map.of(), folder);
        assertThat(verdict.output()).isEmpty();
        assertThat(verdict.exitCode()).isZero();
    }
}
