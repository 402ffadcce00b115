package dev.atelier.gateway.provider.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With the real shell. */
class ShellWordsTest {
    private static final List<String> HOSTILE = List.of(
            "plain",
            "",
            "two words",
            "it's",
            "''",
            "\"double\"",
            "$(touch /tmp/x)",
            "`id`",
            "$HOME",
            "a\nb",
            "\\",
            "\\'",
            "*",
            "~",
            "-n",
            "; rm -rf /",
            "café ☕",
            "!history",
            "&|<>#");

    @Test
    void everyWordArrivesAsItIs() throws Exception {
        String script = ShellWords.arguments(HOSTILE) + "for word in \"$@\"; do printf '%s\\0' \"$word\"; done\n";
        Process shell = new ProcessBuilder("sh", "-s").start();
        try (var in = shell.getOutputStream()) {
            in.write(script.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).isZero();
        assertThat(List.of(output.split("\0", -1)).subList(0, HOSTILE.size())).isEqualTo(HOSTILE);
    }

    @Test
    void whatNoArgumentCanHoldIsRefused() {
        assertThatThrownBy(() -> ShellWords.quote("a\0b")).isInstanceOf(IllegalArgumentException.class);
    }
}
