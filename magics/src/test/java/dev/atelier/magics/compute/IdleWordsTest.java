package dev.atelier.magics.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.api.IdleShutdown;
import dev.atelier.api.Instance;
import dev.atelier.api.InstanceState;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdleWordsTest {
    private static final Instant NOW = Instant.parse("2026-01-15T17:20:00Z");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static Instance instance(Optional<Integer> minutes, Optional<IdleShutdown> shutdown) {
        return new Instance(
                "box",
                "ben",
                "local",
                "small",
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                List.of(),
                InstanceState.RUNNING,
                Optional.empty(),
                NOW,
                NOW,
                1,
                minutes,
                shutdown,
                List.of(),
                0,
                0,
                Optional.empty());
    }

    private static String words(Optional<Instant> stops, Optional<Instant> kept, ZoneId zone) {
        IdleShutdown shutdown = new IdleShutdown(
                stops, stops.map(at -> at.minusSeconds(1800)), kept, "no kernel busy, no job, CPU 2 %, GPU 0 %");
        return IdleWords.of(instance(Optional.of(30), Optional.of(shutdown)), NOW, zone)
                .orElseThrow();
    }

    @Test
    void saysWhenInTheTimeOfWhoeverLooks() {
        assertThat(words(Optional.of(Instant.parse("2026-01-15T17:40:00Z")), Optional.empty(), BERLIN))
                .isEqualTo("stops at 18:40 (UTC+1): idle since 18:10, no kernel busy, no job, CPU 2 %, GPU 0 %");
    }

    @Test
    void saysTheDayWhereItIsAnother() {
        Instant tomorrow = Instant.parse("2026-01-15T23:10:00Z");
        assertThat(words(Optional.of(tomorrow), Optional.of(tomorrow), BERLIN))
                .isEqualTo("stops at 2026-01-16 00:10 (UTC+1): idle since 23:40, no kernel busy, no job, CPU 2 %,"
                        + " GPU 0 %, kept until 2026-01-16 00:10");
    }

    @Test
    void saysWhyNot() {
        IdleShutdown used =
                new IdleShutdown(Optional.empty(), Optional.empty(), Optional.empty(), "kernel train.ipynb is busy");
        assertThat(IdleWords.of(instance(Optional.of(30), Optional.of(used)), NOW, BERLIN))
                .hasValue("does not stop: kernel train.ipynb is busy");
    }

    @Test
    void ofOneThatDoesNotRunItSaysTheRule() {
        assertThat(IdleWords.of(instance(Optional.of(30), Optional.empty()), NOW, BERLIN))
                .hasValue("stops after 30 min without activity");
        assertThat(IdleWords.of(instance(Optional.of(120), Optional.empty()), NOW, BERLIN))
                .hasValue("stops after 2 h without activity");
        assertThat(IdleWords.of(instance(Optional.empty(), Optional.empty()), NOW, BERLIN))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "UTC, UTC",
        "Asia/Kolkata, UTC+5:30",
        "America/New_York, UTC-5",
        "Asia/Tokyo, UTC+9",
        "+12:45, UTC+12:45"
    })
    void namesTheOffset(String zone, String words) {
        assertThat(words(Optional.of(NOW), Optional.empty(), ZoneId.of(zone))).contains("(" + words + ")");
    }
}
