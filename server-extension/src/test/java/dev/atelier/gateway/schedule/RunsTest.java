package dev.atelier.gateway.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.api.ProblemException;
import dev.atelier.api.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunsTest {
    /** Where clocks are changed still. */
    private static final Instant LATEST_BEGIN = Instant.parse("2010-01-01T00:00:00Z");

    private static Runs cron(String expression, String zone) {
        return Runs.of(new Trigger.Cron(expression, zone, Optional.empty()));
    }

    private static Instant berlin(String local) {
        return LocalDateTime.parse(local).atZone(ZoneId.of("Europe/Berlin")).toInstant();
    }

    /** The next ones after this time, as a clock there shows them. */
    private static List<String> following(Runs runs, String after, int count) {
        List<String> times = new ArrayList<>();
        Instant from = Instant.parse(after);
        for (int i = 0; i < count; i++) {
            from = runs.next(from).orElseThrow();
            times.add(from.atZone(runs.zone()).toOffsetDateTime().toString());
        }
        return times;
    }

    @Test
    void whatClocksLeaveOutInSpringRunsOnceAndLater() {
        assertThat(following(cron("30 2 * * *", "Europe/Berlin"), "2026-03-27T12:00:00Z", 3))
                .containsExactly("2026-03-28T02:30+01:00", "2026-03-29T03:30+02:00", "2026-03-30T02:30+02:00");
    }

    @Test
    void whatClocksShowTwiceInAutumnRunsOnce() {
        assertThat(following(cron("30 2 * * *", "Europe/Berlin"), "2026-10-24T12:00:00Z", 2))
                .containsExactly("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
    }

    /** Somebody asks between the time that was left out and when it is done instead. */
    @Test
    void whatWasLeftOutAMomentAgoIsStillToCome() {
        assertThat(cron("30 2 * * *", "Europe/Berlin").next(berlin("2026-03-29T03:10")))
                .hasValue(berlin("2026-03-29T03:30"));
        assertThat(cron("30 2 * * *", "Europe/Berlin").next(berlin("2026-03-29T03:30")))
                .hasValue(berlin("2026-03-30T02:30"));
    }

    /** A gap of half an hour: 02:15 is done at 02:45, and 02:40, which is there, before it. */
    @Test
    void oneThatIsThereIsNotPassedOverForOneThatIsLate() {
        assertThat(following(cron("15,40 2 * * *", "Australia/Lord_Howe"), "2026-10-03T15:00:00Z", 2))
                .containsExactly("2026-10-04T02:40+11:00", "2026-10-04T02:45+11:00");
    }

    @Test
    void windowsNamesMeanTheSame() {
        assertThat(cron("0 9 * * 1-5", "W. Europe Standard Time").zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(cron("0 9 * * MON-FRI", "w. europe standard time").next(berlin("2026-11-27T09:00")))
                .hasValue(berlin("2026-11-30T09:00"));
    }

    @Test
    void runsFromItsStartTimeOn() {
        Runs runs = Runs.of(new Trigger.Cron("0 9 * * *", "Europe/Berlin", Optional.of("2027-01-01T09:00:00")));
        assertThat(runs.next(berlin("2026-11-27T08:00"))).hasValue(berlin("2027-01-01T09:00"));
        assertThat(runs.latest(berlin("2026-11-27T08:00"), berlin("2026-12-31T23:00")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "61 0 * * *      | UTC           | not in range",
                "0 9 * *         | UTC           | 4 parts",
                "0 9 * * 1-5 2026| UTC           | 6 parts",
                "@daily          | UTC           | no cron expression",
                "0 9 * * 1-5     | Europe/Bonn   | There is no time zone “Europe/Bonn”",
                "0 9 L * *       | UTC           | no cron expression",
            })
    void refusesWhatIsNone(String expression, String zone, String words) {
        assertThatThrownBy(() -> cron(expression, zone))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo("bad-schedule"))
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0 30 2 *", "* * 31 2,4 *"})
    void someTimesNeverCome(String expression) {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        assertThat(cron(expression, "UTC").next(now)).isEmpty();
        assertThat(cron(expression, "UTC").latest(now, now.plus(Duration.ofDays(3000))))
                .isEmpty();
    }

    /** Against the plain meaning: all minutes of two days as the zone's clocks show them, each done once. */
    @RepeatedTest(300)
    void isTheFirstOfAllThatComeAfter(RepetitionInfo info) {
        Random random = new Random(info.getCurrentRepetition());
        ZoneId zone = zoneWithChanges(random);
        ZoneOffsetTransition change =
                zone.getRules().nextTransition(LATEST_BEGIN.minus(Duration.ofDays(random.nextInt(40 * 365))));
        Instant middle = change.getInstant();
        List<Integer> minutes = some(random, 60, 3);
        List<Integer> hours = some(random, 24, 12);
        Runs runs = cron(listed(minutes) + " " + listed(hours) + " * * *", zone.getId());

        TreeSet<Instant> meant = new TreeSet<>();
        LocalDateTime day = change.getDateTimeBefore().toLocalDate().atStartOfDay();
        for (LocalDateTime time = day.minusDays(2); time.isBefore(day.plusDays(3)); time = time.plusMinutes(1)) {
            if (minutes.contains(time.getMinute()) && hours.contains(time.getHour())) {
                meant.add(time.atZone(zone).toInstant());
            }
        }
        for (int i = 0; i < 30; i++) {
            Instant after = middle.plusSeconds(random.nextInt(-86_400, 86_400));
            assertThat(runs.next(after)).as(zone + " after " + after).hasValue(meant.higher(after));
            Instant until = after.plusSeconds(random.nextInt(1, 40_000));
            Instant last = meant.floor(until);
            assertThat(runs.latest(after, until))
                    .as(zone + " from " + after + " until " + until)
                    .isEqualTo(last.isAfter(after) ? Optional.of(last) : Optional.empty());
        }
    }

    private static ZoneId zoneWithChanges(Random random) {
        List<String> zones = ZoneId.getAvailableZoneIds().stream()
                .filter(id -> changesAfter(ZoneId.of(id), LATEST_BEGIN))
                .sorted()
                .toList();
        return ZoneId.of(zones.get(random.nextInt(zones.size())));
    }

    private static boolean changesAfter(ZoneId zone, Instant time) {
        return zone.getRules().nextTransition(time) != null;
    }

    private static List<Integer> some(Random random, int below, int most) {
        return random.ints(random.nextInt(1, most + 1), 0, below)
                .boxed()
                .distinct()
                .toList();
    }

    private static String listed(List<Integer> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** However long the gateway was away, the answer is there at once. */
    @Test
    void theLatestOfManyYearsIsFound() {
        Instant now = ZonedDateTime.of(2026, 11, 27, 9, 0, 0, 0, ZoneOffset.UTC).toInstant();
        Instant longAgo = now.minus(Duration.ofDays(20_000));
        assertThat(cron("* * * * *", "UTC").latest(longAgo, now)).hasValue(now);
        assertThat(cron("0 0 29 2 *", "UTC").latest(longAgo, now)).hasValue(Instant.parse("2024-02-29T00:00:00Z"));
        assertThat(cron("* * * * *", "UTC").latest(now, now)).isEmpty();
    }
}
