package dev.atelier.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdlenessTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final Activity QUIET =
            new Activity(NOON, List.of(), 0, 0, List.of(), 2, Optional.of(0.02), Optional.of(0.0));

    private final Idleness idleness = Idleness.STANDARD;

    private Verdict judge(Duration later, Optional<Instant> kept, Instant known, Activity activity) {
        return idleness.judge(new Idleness.Facts(NOON.plus(later), LIMIT, kept, known, Optional.of(activity)));
    }

    private Verdict judge(Duration later, Activity activity) {
        return judge(later, Optional.empty(), Instant.EPOCH, activity);
    }

    @Test
    void waitsForTheWholeTimeAndNoLonger() {
        assertThat(judge(LIMIT.minusNanos(1), QUIET))
                .isEqualTo(new Verdict.Waits(NOON, NOON.plus(LIMIT), "no kernel busy, no job, CPU 2 %, GPU 0 %"));
        assertThat(judge(LIMIT, QUIET))
                .isEqualTo(new Verdict.Due(NOON, NOON.plus(LIMIT), "no kernel busy, no job, CPU 2 %, GPU 0 %"));
    }

    @Test
    void decidesNothingWhereNobodyAnswers() {
        assertThat(idleness.judge(new Idleness.Facts(
                        NOON.plus(Duration.ofDays(9)), LIMIT, Optional.empty(), NOON, Optional.empty())))
                .isInstanceOf(Verdict.Undecided.class);
    }

    @Test
    void whatIsNotKnownIsNotClaimed() {
        Activity silent = new Activity(NOON, List.of(), 0, 0, List.of(), 2, Optional.empty(), Optional.empty());
        assertThat(judge(LIMIT, silent).why()).isEqualTo("no kernel busy, no job");
    }

    @Test
    void saysAllThatKeepsIt() {
        Activity all =
                new Activity(NOON, List.of("train.ipynb"), 1, 2, List.of(), 2, Optional.of(0.8), Optional.of(0.4));
        assertThat(judge(LIMIT.multipliedBy(99), all))
                .isEqualTo(new Verdict.Used("kernel train.ipynb is busy, 1 kernel is being started,"
                        + " 2 jobs wait or run, CPU 80 %, GPU 40 %"));
    }

    /** A quarter of one processor, however many there are. */
    @ParameterizedTest
    @CsvSource({
        "1, 0.24, false",
        "1, 0.25, true",
        "2, 0.12, false",
        "2, 0.13, true",
        "64, 0.003, false",
        "64, 0.004, true"
    })
    void countsProcessorsThatWork(int cpus, double cpu, boolean used) {
        Activity activity = new Activity(NOON, List.of(), 0, 0, List.of(), cpus, Optional.of(cpu), Optional.empty());
        assertThat(judge(LIMIT, activity) instanceof Verdict.Used).isEqualTo(used);
    }

    @Test
    void keepingNeverMakesItStopEarlier() {
        Optional<Instant> before = Optional.of(NOON.plusSeconds(60));
        assertThat(judge(Duration.ofMinutes(20), before, Instant.EPOCH, QUIET))
                .isEqualTo(judge(Duration.ofMinutes(20), QUIET));
        Optional<Instant> after = Optional.of(NOON.plus(Duration.ofHours(2)));
        assertThat(judge(LIMIT, after, Instant.EPOCH, QUIET)).isInstanceOf(Verdict.Waits.class);
        assertThat(judge(Duration.ofHours(2), after, Instant.EPOCH, QUIET)).isInstanceOf(Verdict.Due.class);
    }

    /** An agent forgets a kernel that was shut down, and when it was busy. */
    @Test
    void whatTheGatewayKnowsCountsWhereItIsLater() {
        Instant known = NOON.plusSeconds(600);
        assertThat(judge(LIMIT, Optional.empty(), known, QUIET))
                .isEqualTo(new Verdict.Waits(known, known.plus(LIMIT), "no kernel busy, no job, CPU 2 %, GPU 0 %"));
    }

    /** Its clock is wrong; what it may say at most is that there was activity just now. */
    @Test
    void theFutureIsNow() {
        Activity ahead = new Activity(Instant.MAX, List.of(), 0, 0, List.of(), 2, Optional.empty(), Optional.empty());
        assertThat(judge(Duration.ZERO, ahead))
                .isEqualTo(new Verdict.Waits(NOON, NOON.plus(LIMIT), "no kernel busy, no job"));
    }

    /** Whatever the facts are: the rule, said another way. */
    @RepeatedTest(500)
    void stopsNothingThatIsUsedOrKeptOrHasNotWaited(RepetitionInfo run) {
        Random random = new Random(run.getCurrentRepetition());
        Instant now = NOON.plusSeconds(random.nextInt(-7200, 14400));
        Activity activity = new Activity(
                now.minusSeconds(random.nextInt(7200)),
                random.nextInt(4) == 0 ? List.of("k") : List.of(),
                random.nextInt(8) == 0 ? 1 : 0,
                random.nextInt(4) == 0 ? 1 : 0,
                random.nextInt(8) == 0 ? List.of("4711 (python3)") : List.of(),
                random.nextInt(1, 65),
                random.nextBoolean() ? Optional.of(random.nextDouble(0.1)) : Optional.empty(),
                random.nextBoolean() ? Optional.of(random.nextDouble(0.1)) : Optional.empty());
        Instant known = NOON.plusSeconds(random.nextInt(-7200, 7200));
        Optional<Instant> kept =
                random.nextBoolean() ? Optional.of(NOON.plusSeconds(random.nextInt(-7200, 14400))) : Optional.empty();
        Verdict verdict = idleness.judge(new Idleness.Facts(now, LIMIT, kept, known, Optional.of(activity)));
        boolean used = !activity.busy().isEmpty()
                || !activity.kept().isEmpty()
                || activity.starting() + activity.jobs() > 0
                || activity.cpu().orElse(0.0) * activity.cpus() >= 0.25
                || activity.gpu().orElse(0.0) >= 0.05;
        boolean waited = !now.isBefore(activity.last().plus(LIMIT)) && !now.isBefore(known.plus(LIMIT));
        boolean isKept = kept.filter(now::isBefore).isPresent();
        assertThat(verdict instanceof Verdict.Due).isEqualTo(!used && waited && !isKept);
        assertThat(verdict instanceof Verdict.Used).isEqualTo(used);
        assertThat(verdict.why()).isNotBlank();
        if (verdict instanceof Verdict.Waits waits) {
            // Were it asked at that time, with nothing new, it would stop, and not before.
            assertThat(idleness.judge(new Idleness.Facts(waits.stopsOn(), LIMIT, kept, known, Optional.of(activity))))
                    .isInstanceOf(Verdict.Due.class);
            assertThat(idleness.judge(new Idleness.Facts(
                            waits.stopsOn().minusNanos(1), LIMIT, kept, known, Optional.of(activity))))
                    .isEqualTo(waits);
        }
    }

    @ParameterizedTest
    @CsvSource({"PT-5M, 0 min", "PT59S, 0 min", "PT30M, 30 min", "PT60M, 1 h", "PT125M, 2 h 5 min"})
    void saysHowLong(Duration time, String words) {
        assertThat(Idleness.words(time)).isEqualTo(words);
    }
}
