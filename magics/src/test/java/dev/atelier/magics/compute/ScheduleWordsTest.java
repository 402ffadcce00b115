package dev.atelier.magics.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.api.Json;
import dev.atelier.api.Schedule;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleWordsTest {
    private static final Instant NOW = Instant.parse("2026-01-15T16:20:00Z");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static Schedule schedule(String fields) {
        String json = "{'name':'night','state':'enabled','force':false,'zone':'Europe/Berlin','trigger':"
                + "{'type':'cron','expression':'0 18 * * *'}," + fields + "}";
        return Json.read(json.replace('\'', '"'), Schedule.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'action':'stop','next_run':'2026-01-15T17:00:00Z'"
                        + " | stops at 18:00 (UTC+1), or 30 min later where kernels or jobs are at work",
                "'action':'start','next_run':'2026-01-16T08:00:00Z' | starts at 2026-01-16 09:00 (UTC+1)",
                "'action':'start','next_run':'2026-01-16T08:00:00Z','note':'was not started: late'"
                        + " | starts at 2026-01-16 09:00 (UTC+1); was not started: late",
                "'action':'stop','next_run':'2026-01-15T16:00:00Z','waits_until':'2026-01-15T16:30:00Z',"
                        + "'note':'kernel train.ipynb is busy'"
                        + " | stops since 17:00; kernel train.ipynb is busy: waits until 17:30 (UTC+1)",
                "'action':'stop' | over",
            })
    void saysWhatItIsAboutToDo(String fields, String words) {
        assertThat(ScheduleWords.of(schedule(fields), NOW, BERLIN)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'frequency':'day','interval':1 | every day, Europe/Berlin",
                "'frequency':'week','interval':2,'schedule':{'hours':[9],'week_days':['monday']}"
                        + " | every 2 weeks on [monday] at hours [9], Europe/Berlin",
            })
    void saysWhen(String recurrence, String words) {
        Schedule schedule = schedule("'action':'stop'");
        String trigger = "{\"type\":\"recurrence\"," + recurrence.replace('\'', '"') + "}";
        Schedule other = new Schedule(
                schedule.name(),
                schedule.action(),
                schedule.state(),
                Json.read(trigger, dev.atelier.api.Trigger.class),
                false,
                schedule.zone(),
                schedule.nextRun(),
                schedule.waitsUntil(),
                schedule.note());
        assertThat(ScheduleWords.when(other)).isEqualTo(words);
    }
}
