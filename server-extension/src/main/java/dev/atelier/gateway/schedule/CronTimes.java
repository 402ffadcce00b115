package dev.atelier.gateway.schedule;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.atelier.api.Names;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.Trigger;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Optional;

/** The times of an expression as Unix' cron reads it. The library is asked in a zone whose clocks are never changed. */
final class CronTimes implements LocalTimes {
    private final ExecutionTime times;

    /** @throws ProblemException {@code bad-schedule} (400) */
    CronTimes(String expression) {
        // A parser is not said to be for many threads, and this is made once for a schedule.
        CronParser parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
        try {
            times = ExecutionTime.forCron(
                    parser.parse(expression.strip().toUpperCase(Locale.ROOT)).validate());
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    Problem.of(
                            400,
                            Trigger.BAD,
                            "“" + Names.shown(expression) + "” is no cron expression: " + why(e) + ".",
                            "Write minute, hour, day, month and day of the week, like: 0 18 * * 1-5"),
                    e);
        }
    }

    private static String why(IllegalArgumentException e) {
        String words = String.valueOf(e.getMessage()).replaceFirst("^Failed to parse cron expression\\. ", "");
        return Names.shown(words).replaceFirst("\\.$", "");
    }

    @Override
    public Optional<LocalDateTime> next(LocalDateTime after) {
        return times.nextExecution(after.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
    }
}
