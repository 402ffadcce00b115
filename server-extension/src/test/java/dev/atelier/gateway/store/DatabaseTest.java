package dev.atelier.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.api.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
    @TempDir
    private Path folder;

    private Database open() {
        return Database.open(folder.resolve("atelier.db"));
    }

    private static int people(Database database) {
        return database.read(h -> h.createQuery("SELECT count(*) FROM person")
                .mapTo(Integer.class)
                .one());
    }

    private static int add(Database database, String name) {
        return database.write(h -> h.execute("INSERT INTO person (name, role, created) VALUES (?, 'OWNER', '')", name));
    }

    @Test
    void migratesOnceAndKeepsWhatItHas() {
        try (Database database = open()) {
            add(database, "ada");
        }
        try (Database database = open()) {
            assertThat(people(database)).isEqualTo(1);
        }
    }

    @Test
    void refusesWhatANewerOneWrote() {
        try (Database database = open()) {
            database.read(h -> h.execute("PRAGMA user_version = 99"));
        }
        assertThatThrownBy(this::open).hasMessageContaining("newer Atelier").hasMessageContaining("schema 99");
        // Nothing holds the file open afterwards.
        assertThat(folder.resolve("atelier.db-wal"))
                .satisfiesAnyOf(
                        wal -> assertThat(wal).doesNotExist(),
                        wal -> assertThat(Files.size(wal)).isZero());
    }

    @Test
    void takesBackWhatWasWrittenBeforeAnException() {
        try (Database database = open()) {
            AtomicInteger told = new AtomicInteger();
            database.afterWrite(told::incrementAndGet);
            assertThatThrownBy(() -> database.write(h -> {
                        h.execute("INSERT INTO person (name, role, created) VALUES ('ada', 'OWNER', '')");
                        throw new IllegalStateException("stop");
                    }))
                    .hasMessage("stop");
            assertThat(people(database)).isZero();
            assertThat(told).hasValue(0);
            add(database, "ben");
            assertThat(told).hasValue(1);
        }
    }

    @Test
    void saysThatTheDiskIsFullAndChangesNothing() {
        try (Database database = open()) {
            database.read(h -> h.execute("PRAGMA max_page_count = 1"));
            assertThatThrownBy(() -> add(database, "x".repeat(1 << 20)))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("The disk that holds ATELIER_HOME is full");
            assertThat(people(database)).isZero();
            database.read(h -> h.execute("PRAGMA max_page_count = 1000000"));
            add(database, "ada");
            assertThat(people(database)).isEqualTo(1);
        }
    }
}
