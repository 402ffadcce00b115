package dev.atelier.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.api.Event;
import dev.atelier.gateway.store.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
    @TempDir
    private Path folder;

    private Database database;
    private EventLog events;

    @BeforeEach
    void open() {
        database = Database.open(folder.resolve("atelier.db"));
        events = new EventLog(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void append(int count) {
        database.write(h -> {
            for (int i = 0; i < count; i++) {
                events.append(h, "compute", "box", "Running", "");
            }
            return true;
        });
    }

    @Test
    void numbersWithoutGapsInPages() {
        append(600);
        List<Event> first = events.after(0);
        assertThat(first).hasSize(500);
        assertThat(first.getFirst().id()).isEqualTo(1);
        assertThat(events.after(first.getLast().id()))
                .hasSize(100)
                .last()
                .extracting(Event::id)
                .isEqualTo(600L);
        assertThat(events.newest()).isEqualTo(600);
    }

    @Test
    void keepsTheNewestTenThousandAndNeverANumberTwice() {
        append(10_001);
        assertThat(events.after(0).getFirst().id()).isEqualTo(2);
        database.write(h -> h.execute("DELETE FROM event"));
        append(1);
        assertThat(events.newest()).isEqualTo(10_002);
    }

    @Test
    void wakesWhoeverWaits() throws Exception {
        CompletableFuture<List<Event>> waiting = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                waiting.complete(events.await(0, Duration.ofSeconds(30)));
            } catch (InterruptedException e) {
                waiting.completeExceptionally(e);
            }
        });
        append(1);
        assertThat(waiting.get(10, java.util.concurrent.TimeUnit.SECONDS)).hasSize(1);
        assertThat(events.await(1, Duration.ofMillis(10))).isEmpty();
    }
}
