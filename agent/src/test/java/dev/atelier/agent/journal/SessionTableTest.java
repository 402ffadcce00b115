package dev.atelier.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.api.ProblemException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTableTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private Path file;

    @BeforeEach
    void file(@TempDir Path root) {
        file = root.resolve("sessions");
    }

    @Test
    void aNewSessionBeginsWithWhatComesNextAndAnOldOneWhereItLeftOff() throws Exception {
        SessionTable table = at(NOON);
        assertThat(table.resume("s", 10, Set.of())).isEqualTo(10);
        table.acknowledge("s", 15);
        table.acknowledge("s", 12);
        assertThat(table.resume("s", 99, Set.of())).isEqualTo(15);
        assertThat(at(NOON).resume("s", 99, Set.of())).isEqualTo(15);
    }

    @Test
    void aSessionIsForgottenAfterADay() throws Exception {
        at(NOON).resume("s", 10, Set.of());
        assertThat(at(NOON.plus(Duration.ofHours(23))).resume("s", 99, Set.of()))
                .isEqualTo(10);
        assertThat(at(NOON.plus(Duration.ofDays(2))).resume("s", 99, Set.of())).isEqualTo(99);
    }

    @Test
    void theOldestOfMoreThanSixtyFourIsForgottenUnlessItIsConnected() throws Exception {
        for (int i = 0; i < 64; i++) {
            at(NOON.plusSeconds(i)).resume("s" + i, 1, Set.of());
        }
        SessionTable table = at(NOON.plusSeconds(100));
        table.resume("new", 2, Set.of("s0"));
        assertThat(table.knows("s0")).isTrue();
        assertThat(table.knows("s1")).isFalse();
        Set<String> all = IntStream.range(0, 64).mapToObj(i -> "s" + i).collect(Collectors.toSet());
        all.add("new");
        assertThatThrownBy(() -> table.resume("one more", 2, all)).isInstanceOf(ProblemException.class);
    }

    @Test
    void whatTheJournalLostIsNotAcknowledged() throws Exception {
        SessionTable table = at(NOON);
        table.resume("s", 10, Set.of());
        table.acknowledge("s", 500);
        assertThat(withJournal(100).resume("s", 100, Set.of())).isEqualTo(100);
        assertThat(withJournal(300).resume("s", 300, Set.of())).isEqualTo(100);
    }

    private SessionTable at(Instant time) throws Exception {
        return new SessionTable(file, Clock.fixed(time, ZoneOffset.UTC), Long.MAX_VALUE);
    }

    private SessionTable withJournal(long last) throws Exception {
        return new SessionTable(file, Clock.fixed(NOON, ZoneOffset.UTC), last);
    }
}
