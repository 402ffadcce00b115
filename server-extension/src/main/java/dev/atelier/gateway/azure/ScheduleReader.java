package dev.atelier.gateway.azure;

import dev.atelier.api.Names;
import dev.atelier.api.Problem;
import dev.atelier.api.RecurrencePattern;
import dev.atelier.api.ScheduleAction;
import dev.atelier.api.ScheduleSpec;
import dev.atelier.api.ScheduleState;
import dev.atelier.api.SchedulesSpec;
import dev.atelier.api.Trigger;
import dev.atelier.api.WeekDay;
import dev.atelier.gateway.schedule.Runs;
import dev.atelier.gateway.yaml.Section;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads when an instance is started and stopped. The name of a schedule and force are ours. */
final class ScheduleReader {
    static final String LIST = "compute_start_stop";
    static final int MOST = 20;

    private static final List<String> KEYS =
            List.of("action", "trigger", "state", "name", "force", "schedule_id", "provisioning_state");
    /** Those of both kinds, so that a wrong one is told of with the nearest; which go together is looked at afterwards. */
    private static final List<String> TRIGGER_KEYS =
            List.of("type", "start_time", "time_zone", "expression", "frequency", "interval", "schedule");

    private static final int LONGEST_LIST = 100;

    private final Instant now;
    private final Warnings warnings;

    ScheduleReader(Instant now, Warnings warnings) {
        this.now = now;
        this.warnings = warnings;
    }

    SchedulesSpec read(Section section) {
        return new SchedulesSpec(section.items(0, MOST, "a list of " + MOST + " schedules at most", this::schedule));
    }

    private Optional<ScheduleSpec> schedule(Section section) {
        return section.keys(KEYS).flatMap(this::schedule);
    }

    private Optional<ScheduleSpec> schedule(Section.Keys keys) {
        for (String told : List.of("schedule_id", "provisioning_state")) {
            keys.optional(told).ifPresent(s -> warnings.add(s, NotServed.ID.words()));
        }
        Optional<ScheduleAction> action =
                keys.required("action", "start or stop").flatMap(s -> Choices.of(s, ScheduleAction.values()));
        Optional<ScheduleState> state = keys.optional("state").flatMap(s -> Choices.of(s, ScheduleState.values()));
        Optional<String> name = keys.optional("name")
                .flatMap(s ->
                        s.words("a name", Optional::of).flatMap(word -> s.made(() -> Names.require("schedule", word))));
        Optional<Boolean> force = keys.optional("force").flatMap(Section::bool);
        Optional<Trigger> trigger =
                keys.required("trigger", "a mapping with a type, like cron").flatMap(this::trigger);
        return action.isPresent() && trigger.isPresent()
                ? Optional.of(new ScheduleSpec(name, action, state, trigger, force))
                : Optional.empty();
    }

    private Optional<Trigger> trigger(Section section) {
        return section.keys(TRIGGER_KEYS).flatMap(keys -> trigger(section, keys));
    }

    private Optional<Trigger> trigger(Section section, Section.Keys keys) {
        Optional<Kind> kind = keys.required("type", "cron or recurrence").flatMap(s -> Choices.of(s, Kind.values()));
        Optional<String> begin = text(keys, "start_time", time -> daily(Trigger.UTC, Optional.of(time)));
        String zone =
                text(keys, "time_zone", name -> daily(name, Optional.empty())).orElse(Trigger.UTC);
        return kind.flatMap(k -> switch (k) {
                    case CRON -> cron(section, keys, zone, begin);
                    case RECURRENCE -> recurrence(section, keys, zone, begin);
                })
                .flatMap(trigger -> keys.optional("expression").orElse(section).made(() -> comesSometime(trigger)));
    }

    private enum Kind {
        CRON,
        RECURRENCE
    }

    private static Optional<Trigger> cron(Section section, Section.Keys keys, String zone, Optional<String> begin) {
        forbid(keys, List.of("frequency", "interval", "schedule"), "nothing here, since it goes with type: recurrence");
        return keys.required("expression", "a cron expression like 0 18 * * 1-5")
                .flatMap(s -> s.words("a cron expression like 0 18 * * 1-5", Optional::of))
                .flatMap(expression -> section.made(() -> new Trigger.Cron(expression, zone, begin)));
    }

    private static Optional<Trigger> recurrence(
            Section section, Section.Keys keys, String zone, Optional<String> begin) {
        forbid(keys, List.of("expression"), "nothing here, since it goes with type: cron");
        Optional<Trigger.Frequency> frequency = keys.required("frequency", Choices.words(Trigger.Frequency.values()))
                .flatMap(s -> Choices.of(s, Trigger.Frequency.values()));
        int interval = keys.optional("interval")
                .flatMap(s -> Numbers.whole(s, 1, Trigger.Recurrence.MOST))
                .orElse(1);
        Optional<RecurrencePattern> pattern = keys.optional("schedule").flatMap(ScheduleReader::pattern);
        return frequency.flatMap(f -> section.made(() -> new Trigger.Recurrence(f, interval, pattern, zone, begin)));
    }

    private static void forbid(Section.Keys keys, List<String> fields, String expected) {
        fields.forEach(field -> keys.optional(field).ifPresent(s -> s.fault(expected)));
    }

    private static Optional<RecurrencePattern> pattern(Section section) {
        return section.keys(List.of("hours", "minutes", "week_days", "month_days"))
                .flatMap(keys -> section.made(() -> new RecurrencePattern(
                        numbers(keys, "hours", 0, 23),
                        numbers(keys, "minutes", 0, 59),
                        keys.optional("week_days").flatMap(ScheduleReader::days),
                        numbers(keys, "month_days", 1, 31))));
    }

    private static Optional<List<Integer>> numbers(Section.Keys keys, String field, int least, int most) {
        return keys.optional(field)
                .map(s -> s.oneOrMore(
                        LONGEST_LIST,
                        "whole numbers from " + least + " to " + most,
                        item -> Numbers.whole(item, least, most)))
                .filter(list -> !list.isEmpty());
    }

    private static Optional<List<WeekDay>> days(Section section) {
        return Optional.of(section.oneOrMore(
                        LONGEST_LIST, "days like [monday, friday]", item -> Choices.of(item, WeekDay.values())))
                .filter(list -> !list.isEmpty());
    }

    /** @param use what fails where there is no such thing: told of at its own place */
    private static Optional<String> text(Section.Keys keys, String field, Function<String, Runs> use) {
        return keys.optional(field)
                .flatMap(s -> s.words("a text", Optional::of)
                        .filter(word -> s.made(() -> use.apply(word)).isPresent()));
    }

    private static Runs daily(String zone, Optional<String> begin) {
        return Runs.of(new Trigger.Cron("0 0 * * *", zone, begin));
    }

    private Trigger comesSometime(Trigger trigger) {
        if (Runs.of(Runs.whole(trigger, now)).next(now).isEmpty()) {
            throw Problem.of(
                            400,
                            Trigger.BAD,
                            "The schedule's time never comes.",
                            "Look at its days and months: there is no 30th of February.")
                    .asException();
        }
        return trigger;
    }
}
