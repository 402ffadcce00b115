package dev.atelier.gateway.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.api.ScheduleAction;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class TurnTest {
    private static final Instant DUE = Instant.parse("2026-11-27T17:00:00Z");
    private static final Optional<String> TRAINING = Optional.of("kernel train.ipynb is busy");

    private static Turn stop(Duration late, Duration seenLate, Optional<String> atWork) {
        return Turn.judge(new Turn.Facts(
                ScheduleAction.STOP, false, DUE.plus(late), DUE, DUE.plus(seenLate), true, Optional.empty(), atWork));
    }

    private static Turn start(Duration late, boolean wanted) {
        return Turn.judge(new Turn.Facts(
                ScheduleAction.START, false, DUE.plus(late), DUE, DUE, wanted, Optional.empty(), Optional.empty()));
    }

    @Test
    void whatIsQuietStopsAtOnceHoweverLate() {
        assertThat(stop(Duration.ZERO, Duration.ZERO, Optional.empty())).isEqualTo(new Turn.Stop());
        assertThat(stop(Duration.ofDays(3), Duration.ofDays(3), Optional.empty()))
                .isEqualTo(new Turn.Stop());
    }

    @Test
    void whatIsAtWorkHasItsTimeFromWhenItWasSeen() {
        Duration away = Duration.ofHours(10);
        assertThat(stop(away, away, TRAINING))
                .isEqualTo(new Turn.Wait(DUE.plus(away).plus(Turn.PATIENCE), TRAINING.orElseThrow()));
        assertThat(stop(Turn.PATIENCE.minusMillis(1), Duration.ZERO, TRAINING)).isInstanceOf(Turn.Wait.class);
        assertThat(stop(Turn.PATIENCE, Duration.ZERO, TRAINING)).isEqualTo(new Turn.Stop());
    }

    @Test
    void aStartIsLateWithinItsWindowOnly() {
        assertThat(start(Turn.STARTS_LATE, false)).isEqualTo(new Turn.Start());
        assertThat(start(Turn.STARTS_LATE.plusMillis(1), false))
                .isEqualTo(new Turn.Missed(Turn.STARTS_LATE.plusMillis(1)));
        assertThat(start(Duration.ofDays(1), true)).isEqualTo(new Turn.Nothing());
    }

    @RepeatedTest(100)
    void nothingThatWorksIsEndedBeforeItsTimeAndNothingIsStartedForNobody(RepetitionInfo info) {
        Random random = new Random(info.getCurrentRepetition());
        Instant seen = DUE.plusSeconds(random.nextInt(100_000));
        Instant now = seen.plusSeconds(random.nextInt(10_000));
        Turn.Facts facts = new Turn.Facts(
                random.nextBoolean() ? ScheduleAction.START : ScheduleAction.STOP,
                random.nextInt(4) == 0,
                now,
                DUE,
                seen,
                random.nextBoolean(),
                random.nextBoolean() ? Optional.of(now.plusSeconds(random.nextInt(-5000, 5000))) : Optional.empty(),
                random.nextBoolean() ? TRAINING : Optional.empty());
        switch (Turn.judge(facts)) {
            case Turn.Start _ -> {
                assertThat(facts.wanted()).isFalse();
                assertThat(now).isBeforeOrEqualTo(DUE.plus(Turn.STARTS_LATE));
            }
            case Turn.Stop _ -> {
                assertThat(facts.wanted()).isTrue();
                assertThat(facts.force()
                                || (facts.keptUntil().filter(now::isBefore).isEmpty()
                                        && (facts.atWork().isEmpty() || !now.isBefore(seen.plus(Turn.PATIENCE)))))
                        .isTrue();
            }
            case Turn.Wait wait -> {
                assertThat(facts.action()).isEqualTo(ScheduleAction.STOP);
                assertThat(facts.force()).isFalse();
                assertThat(wait.until()).isAfter(now);
            }
            case Turn.Missed _ -> assertThat(facts.action()).isEqualTo(ScheduleAction.START);
            case Turn.Nothing _ -> assertThat(facts.wanted()).isEqualTo(facts.action() == ScheduleAction.START);
        }
    }
}
