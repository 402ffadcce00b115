package dev.atelier.magics.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.kernel.magic.LiveRendering;
import dev.atelier.kernel.magic.Rendering;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private static final String LINE_AGAIN = "\u001b[1A\r\u001b[2K";

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final Terminal terminal = new Terminal(new PrintStream(written, true, StandardCharsets.UTF_8), true);

    @Test
    void progressIsDrawnOverItselfAndNeverOverAnythingElse() {
        LiveRendering line = terminal.live(Rendering.plain("queued"));
        line.update(Rendering.plain("running"));
        terminal.print("a line of the job\n");
        line.update(Rendering.plain("completed"));
        assertThat(written.toString(StandardCharsets.UTF_8))
                .isEqualTo("queued\n" + LINE_AGAIN + "running\na line of the job\ncompleted\n");
    }

    @Test
    void withoutATerminalOnlyChangesAreLines() {
        Terminal file = new Terminal(new PrintStream(written, true, StandardCharsets.UTF_8), false);
        LiveRendering line = file.live(Rendering.plain("box1  Creating  0.0 s"));
        line.update(Rendering.plain("box1  Creating  0.1 s"));
        line.update(Rendering.plain("box1  Running  1.2 s"));
        line.update(Rendering.plain("box1  Running  1.2 s"));
        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("box1  Creating  0.0 s\nbox1  Running  1.2 s\n");
    }
}
