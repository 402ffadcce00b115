package dev.atelier.kernel.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.kernel.cell.CurrentCell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InterruptsTest {
    private final CurrentCell current = new CurrentCell();
    private final Interrupts interrupts = new Interrupts(current);

    @BeforeEach
    void begin() {
        interrupts.begin();
    }

    @AfterEach
    void end() {
        interrupts.end();
        StopSwitch.disarm();
    }

    private static boolean woken() {
        return Thread.currentThread().isInterrupted();
    }

    @Test
    void theCompilerIsLeftAloneAndTheCellKnows() {
        interrupts.interrupt();
        assertThat(woken()).isFalse();
        assertThat(current.cell().interrupted()).isTrue();
        try (var _ = interrupts.wakeable()) {
            assertThat(woken()).as("what begins to sleep now is woken").isTrue();
            try (var _ = interrupts.undisturbed()) {
                assertThat(woken())
                        .as("a magic runs Java, which is compiled first")
                        .isFalse();
            }
            assertThat(woken()).isTrue();
        }
        assertThat(woken()).isFalse();
    }

    @Test
    void thePersonsCodeIsWoken() {
        try (var _ = interrupts.wakeable()) {
            interrupts.interrupt();
            assertThat(woken()).isTrue();
        }
        assertThat(woken()).isFalse();
    }

    @Test
    void whatComesAfterTheEndIsForgotten() {
        interrupts.end();
        try (var _ = interrupts.wakeable()) {
            interrupts.interrupt();
            assertThat(woken()).isFalse();
        }
        assertThat(current.cell().interrupted()).isFalse();
    }
}
