package dev.atelier.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LookupsTest {
    private final AtomicInteger asked = new AtomicInteger();
    private Database database;
    private Lookups<String, String> roles;

    @BeforeEach
    void open(@TempDir Path folder) {
        database = Database.open(folder.resolve("atelier.db"));
        roles = new Lookups<>(database, this::role);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private String role(Handle handle, String person) {
        asked.incrementAndGet();
        return handle.createQuery("SELECT role FROM person WHERE name = ?")
                .bind(0, person)
                .mapTo(String.class)
                .findOne()
                .orElse("nobody");
    }

    private void write(String person, String role) {
        database.write(h -> h.execute(
                "INSERT INTO person (name, role, created) VALUES (?, ?, '')"
                        + " ON CONFLICT (name) DO UPDATE SET role = excluded.role",
                person,
                role));
    }

    @Test
    void asksSeldomUntilSomethingIsWritten() {
        write("ada", "READER");
        for (int i = 0; i < 1_000; i++) {
            assertThat(roles.get("ada")).isEqualTo("READER");
            assertThat(roles.get("bob")).isEqualTo("nobody");
        }
        assertThat(asked).hasValueLessThan(200);
        write("bob", "OWNER");
        assertThat(roles.get("bob")).isEqualTo("OWNER");
        assertThat(roles.get("ada")).isEqualTo("READER");
    }

    @Test
    void aFailureIsNotKept() {
        database.close();
        assertThatThrownBy(() -> roles.get("ada")).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> roles.get("ada")).isInstanceOf(RuntimeException.class);
    }

    @Test
    void seesWhatAnotherProgramWrites(@TempDir Path folder) {
        Path file = folder.resolve("atelier.db");
        try (Database one = Database.open(file);
                Database other = Database.open(file)) {
            Lookups<String, String> kept = new Lookups<>(one, this::role);
            assertThat(kept.get("ada")).isEqualTo("nobody");
            other.write(h -> h.execute("INSERT INTO person (name, role, created) VALUES ('ada', 'OWNER', '')"));
            await().atMost(Duration.ofSeconds(10)).until(() -> kept.get("ada").equals("OWNER"));
        }
    }

    /** Whoever asks after a write has returned sees it, whatever others were asking at that time. */
    @Test
    void neverGivesWhatAWriteHasReplaced() throws Exception {
        AtomicInteger written = new AtomicInteger();
        write("ada", "0");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                readers.add(threads.submit(() -> {
                    int late = 0;
                    while (written.get() < 40) {
                        int least = written.get();
                        late += Integer.parseInt(roles.get("ada")) < least ? 1 : 0;
                    }
                    return late;
                }));
            }
            for (int i = 1; i <= 40; i++) {
                write("ada", Integer.toString(i));
                written.set(i);
            }
            for (Future<Integer> reader : readers) {
                assertThat(reader.get()).isZero();
            }
        }
    }
}
