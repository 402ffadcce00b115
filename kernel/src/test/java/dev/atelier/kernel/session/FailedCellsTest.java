package dev.atelier.kernel.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.kernel.message.Json;
import dev.atelier.kernel.message.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FailedCellsTest {
    private final FailedCells cells = new FailedCells();
    private final Message failing = Message.none().answer("session", "execute_request", Json.object());

    @Test
    void withoutAFailureNothingIsAborted() {
        assertThat(cells.aborts(cells.arrived())).isFalse();
    }

    @Test
    void whatComesBeforeTheReplyLeavesIsAborted() {
        long before = cells.arrived();
        cells.failed(failing);
        long between = cells.arrived();
        assertThat(cells.aborts(before)).isTrue();
        assertThat(cells.aborts(between)).isTrue();
        cells.told(failing);
        assertThat(cells.aborts(between)).isTrue();
        assertThat(cells.aborts(cells.arrived())).isFalse();
    }

    @Test
    void anotherRequestsReplyIsNoBorder() {
        cells.failed(failing);
        cells.told(Message.none().answer("session", "execute_request", Json.object()));
        assertThat(cells.aborts(cells.arrived())).isTrue();
    }

    @Test
    void aClientThatNeverPausesDelaysTheReplyForAWhileOnly() throws InterruptedException {
        Thread flood = Thread.ofVirtual().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                cells.arrived();
                Thread.onSpinWait();
            }
        });
        cells.failed(failing);
        flood.interrupt();
        flood.join();
        cells.told(failing);
        assertThat(cells.aborts(cells.arrived())).isFalse();
    }
}
