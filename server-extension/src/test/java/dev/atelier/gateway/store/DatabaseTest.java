package dev.atelier.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.api.ProblemException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
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

    /** Quotas came later: what was stopped by then had given back what it took. */
    @Test
    void instancesOfAnEarlierVersionRestWhereTheyWereStopped() throws Exception {
        List<String> before = List.of(
                "001-begin.sql",
                "002-image.sql",
                "003-pool.sql",
                "004-token-expiry.sql",
                "005-stopped-instances.sql",
                "006-login-token.sql",
                "007-token-names.sql",
                "008-ssh.sql",
                "009-idle.sql");
        Jdbi earlier = Jdbi.create("jdbc:sqlite:" + folder.resolve("atelier.db"));
        try (Handle h = earlier.open()) {
            for (String name : before) {
                try (InputStream script = Database.class.getResourceAsStream(name)) {
                    h.createScript(new String(script.readAllBytes(), StandardCharsets.UTF_8))
                            .execute();
                }
            }
            h.execute("PRAGMA user_version = " + before.size());
            h.execute("INSERT INTO person (name, role, created) VALUES ('ben', 'OWNER', '')");
            for (String state : List.of(
                    "RUNNING RUNNING",
                    "STOPPED STOPPED",
                    "STOPPED STOPPING",
                    "STOPPED CREATE_FAILED",
                    "STOPPED UNUSABLE",
                    "RUNNING STARTING",
                    "DELETED DELETING")) {
                String[] words = state.split(" ");
                h.execute(
                        "INSERT INTO instance (name, owner, provider, size, tags, desired, state, since, created, generation)"
                                + " VALUES (?, 'ben', 'local', 'shared', '{}', ?, ?, '', '', 1)",
                        state,
                        words[0],
                        words[1]);
            }
        }
        try (Database database = open()) {
            List<String> resting =
                    database.read(h -> h.createQuery("SELECT name FROM instance WHERE resting = 1 ORDER BY name")
                            .mapTo(String.class)
                            .list());
            assertThat(resting).containsExactly("STOPPED CREATE_FAILED", "STOPPED STOPPED");
        }
    }
}
