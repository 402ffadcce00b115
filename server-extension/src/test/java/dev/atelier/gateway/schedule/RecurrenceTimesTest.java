package dev.atelier.gateway.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.api.Json;
import dev.atelier.api.Trigger;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In the JSON that Azure ML's YAML becomes; the first time is a Thursday. */
class RecurrenceTimesTest {
    private static Runs runs(String fields) {
        return Runs.of(Json.read(
                "{\"type\":\"recurrence\",\"start_time\":\"2026-01-15T07:30:00\"," + fields.replace('\'', '"') + "}",
                Trigger.class));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'frequency':'day','interval':1 | 2026-01-15T07:30 2026-01-16T07:30 2026-01-17T07:30",
                "'frequency':'day','interval':3 | 2026-01-15T07:30 2026-01-18T07:30 2026-01-21T07:30",
                "'frequency':'day','interval':1,'schedule':{'hours':[18,9],'minutes':[0,30]}"
                        + " | 2026-01-15T09:00 2026-01-15T09:30 2026-01-15T18:00 2026-01-15T18:30 2026-01-16T09:00",
                "'frequency':'day','interval':1,'schedule':{'hours':18} | 2026-01-15T18:00 2026-01-16T18:00",
                "'frequency':'week','interval':1 | 2026-01-15T07:30 2026-01-22T07:30",
                "'frequency':'week','interval':2,'schedule':{'hours':9,'minutes':5,'week_days':['friday','monday']}"
                        + " | 2026-01-16T09:05 2026-01-26T09:05 2026-01-30T09:05 2026-02-09T09:05",
                "'frequency':'month','interval':1,'schedule':{'month_days':31}"
                        + " | 2026-01-31T07:30 2026-03-31T07:30 2026-05-31T07:30",
                "'frequency':'month','interval':12 | 2026-01-15T07:30 2027-01-15T07:30",
                "'frequency':'hour','interval':5 | 2026-01-15T07:30 2026-01-15T12:30 2026-01-15T17:30",
                "'frequency':'minute','interval':50 | 2026-01-15T07:30 2026-01-15T08:20 2026-01-15T09:10",
            })
    void countsFromItsStart(String fields, String times) {
        Runs runs = runs(fields);
        Instant from = Instant.EPOCH;
        for (String time : times.split(" ")) {
            from = runs.next(from).orElseThrow();
            assertThat(from.atZone(runs.zone()).toLocalDateTime()).isEqualTo(LocalDateTime.parse(time));
        }
    }

    /** The 29th of February of each twelfth month, of which there is none in 2100. */
    @Test
    void aRareDayIsFoundAndOneThatNeverComesIsNot() {
        String leapDay =
                "'frequency':'month','interval':12,'schedule':{'month_days':29},'start_time':'2096-02-01T00:00'";
        Runs runs = Runs.of(Json.read("{\"type\":\"recurrence\"," + leapDay.replace('\'', '"') + "}", Trigger.class));
        assertThat(runs.next(Instant.parse("2096-03-01T00:00:00Z"))).hasValue(Instant.parse("2104-02-29T00:00:00Z"));
        Runs never = Runs.of(Json.read(
                "{\"type\":\"recurrence\"," + leapDay.replace('\'', '"').replace("29}", "30}") + "}", Trigger.class));
        assertThat(never.next(Instant.EPOCH)).isEmpty();
    }

    @RepeatedTest(200)
    void isAlwaysLaterAndInStep(RepetitionInfo info) {
        Random random = new Random(info.getCurrentRepetition());
        Trigger.Frequency[] all = Trigger.Frequency.values();
        Trigger.Frequency frequency = all[random.nextInt(all.length)];
        int interval = random.nextInt(1, 100);
        LocalDateTime first = LocalDateTime.of(2020, 1, 1, 0, 0).plusMinutes(random.nextInt(3_000_000));
        LocalTimes times = new RecurrenceTimes(
                new Trigger.Recurrence(frequency, interval, Optional.empty(), "UTC", Optional.empty()), first);
        LocalDateTime after =
                first.plusMinutes(random.nextInt(-10_000, 3_000_000)).plusSeconds(random.nextInt(60));
        LocalDateTime next = times.next(after).orElseThrow();
        assertThat(next).isAfter(after).isAfterOrEqualTo(first);
        if (first.getDayOfMonth() < 29) {
            assertThat(first.until(next, frequency.unit()) % interval).isZero();
            assertThat(next.minus(interval, frequency.unit())).isBeforeOrEqualTo(after.isBefore(first) ? first : after);
        }
    }

    @Test
    void whatWasNotSaidIsDecidedWhenItIsMade() {
        Trigger trigger = Json.read(
                "{\"type\":\"recurrence\",\"frequency\":\"day\",\"interval\":1,\"time_zone\":\"Asia/Tokyo\"}",
                Trigger.class);
        Trigger whole = Runs.whole(trigger, Instant.parse("2026-01-15T22:30:59Z"));
        assertThat(whole.begins()).hasValue(LocalDateTime.parse("2026-01-16T07:30"));
        assertThat(Runs.whole(whole, Instant.EPOCH)).isEqualTo(whole);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'frequency':'hour','interval':1,'schedule':{'hours':[1]} | go with a frequency of day",
                "'frequency':'day','interval':1,'schedule':{'week_days':['monday']} | week_days go with",
                "'frequency':'day','interval':1,'schedule':{'month_days':[1]} | month_days go with",
                "'frequency':'day','interval':0 | interval is 1 to 1000, not 0",
                "'frequency':'day','interval':1001 | not 1001",
                "'frequency':'day','interval':1,'schedule':{'hours':[24]} | hours are 0 to 23, not 24",
                "'frequency':'day','interval':1,'schedule':{'hours':[]} | not be empty",
                "'interval':1 | needs a frequency",
                "'frequency':'day','interval':1,'start_time':'tomorrow' | is no time",
            })
    void refusesWhatMeansNothing(String fields, String words) {
        assertThatThrownBy(() -> runs(fields)).hasMessageContaining(words);
    }

    @Test
    void theUnitsAreAzures() {
        assertThat(Arrays.stream(Trigger.Frequency.values()).map(Object::toString))
                .containsExactly("minute", "hour", "day", "week", "month");
        assertThat(Trigger.Frequency.WEEK.unit()).isEqualTo(ChronoUnit.WEEKS);
    }
}
