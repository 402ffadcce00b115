package dev.atelier.gateway.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.api.InstanceFile;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.RecurrencePattern;
import dev.atelier.api.ScheduleAction;
import dev.atelier.api.ScheduleSpec;
import dev.atelier.api.ScheduleState;
import dev.atelier.api.SchedulesSpec;
import dev.atelier.api.ScriptSpec;
import dev.atelier.api.SetupScripts;
import dev.atelier.api.Trigger;
import dev.atelier.api.WeekDay;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is written is read as the same. */
class InstanceWriterTest {
    private static final Instant NOW = Instant.parse("2026-06-01T10:00:00Z");
    /** Texts that YAML could take for something else. */
    private static final List<String> TEXTS = List.of(
            "plain",
            "",
            " ",
            "true",
            "~",
            "null",
            "1",
            "0x1F",
            "1.10",
            "1:30",
            "2026-01-01",
            "yes",
            "- a",
            "a: b",
            "#no comment",
            "a #b",
            "'",
            "\"",
            "\\",
            "{",
            "*a",
            "&a",
            "!x",
            "%x",
            "@x",
            "|",
            ">",
            "\t",
            "tab\tin it",
            "ä",
            "🙂",
            "\u2028",
            "\u0085",
            "\uFEFF",
            "\u0007",
            "two\nlines",
            "end\n",
            "ends\n\n\n",
            "\nbegin",
            "  indented\nnot\n",
            "trailing \nspace\n",
            "\ttab\nfirst",
            "cr\r\nlf\r\n",
            "x".repeat(500),
            "a long line ".repeat(40));

    private final Random random = new Random(20260601);

    @Test
    void aWholeOneReadsLikeAzures() {
        InstanceSpec spec = new InstanceSpec(
                Optional.of("docker"),
                Optional.of("small"),
                Optional.of("python:3.13"),
                Optional.of("For tests."),
                Map.of("team", "vision"),
                Optional.empty(),
                Optional.of(30),
                Optional.of(new SchedulesSpec(List.of(ScheduleSpec.of(
                        ScheduleAction.STOP, new Trigger.Cron("0 18 * * 1-5", "Europe/Berlin", Optional.empty()))))),
                Optional.of(new SetupScripts(
                        Optional.empty(),
                        Optional.of(ScriptSpec.of("set -e\necho 1\n").within(Optional.of(5))))),
                Optional.of("ben"));
        assertThat(InstanceWriter.write("box", spec)).isEqualTo("""
                type: computeinstance
                name: box
                description: For tests.
                tags:
                  team: vision
                provider: docker
                size: small
                image: python:3.13
                idle_time_before_shutdown_minutes: 30
                schedules:
                  compute_start_stop:
                  - action: stop
                    trigger:
                      type: cron
                      expression: 0 18 * * 1-5
                      time_zone: Europe/Berlin
                setup_scripts:
                  startup_script:
                    script: |
                      set -e
                      echo 1
                    timeout_minutes: 5
                create_on_behalf_of:
                  user_object_id: ben
                """);
    }

    @Test
    void everyTextComesBack() {
        for (String text : TEXTS) {
            comesBack(new InstanceSpec(
                    Optional.empty(),
                    Optional.of(text),
                    Optional.empty(),
                    Optional.of(text),
                    Map.of("k", text, "x" + text, "v"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    text.isBlank()
                            ? Optional.empty()
                            : Optional.of(new SetupScripts(Optional.of(ScriptSpec.of(text)), Optional.empty())),
                    Optional.empty()));
        }
    }

    @Test
    void everyInstanceComesBack() {
        for (int i = 0; i < 500; i++) {
            comesBack(spec());
        }
    }

    private static void comesBack(InstanceSpec spec) {
        String yaml = InstanceWriter.write("box", spec);
        assertThat(InstanceReader.read(yaml, NOW))
                .as(yaml)
                .isEqualTo(new InstanceFile(Optional.of("box"), spec, List.of()));
    }

    private InstanceSpec spec() {
        Map<String, String> tags = new HashMap<>();
        IntStream.range(0, random.nextInt(4)).forEach(i -> tags.put(text(), text()));
        return new InstanceSpec(
                maybe(() -> "docker"),
                maybe(this::text),
                maybe(() -> "ghcr.io/team/image:1." + random.nextInt(10)),
                maybe(this::text),
                tags,
                Optional.empty(),
                maybe(() -> random.nextInt(5) == 0 ? 0 : 15 + random.nextInt(4306)),
                maybe(() -> new SchedulesSpec(IntStream.range(0, 1 + random.nextInt(3))
                        .mapToObj(i -> schedule())
                        .toList())),
                maybe(() -> new SetupScripts(Optional.of(script()), maybe(this::script))),
                maybe(() -> one(new String[] {"ben", "7", "cleo@home.example", "true"})));
    }

    private ScriptSpec script() {
        return (random.nextBoolean()
                        ? ScriptSpec.of("echo " + text() + "\n" + text())
                        : new ScriptSpec(
                                Optional.of("scripts/" + random.nextInt(9)), Optional.empty(), Optional.empty()))
                .within(maybe(() -> 1 + random.nextInt(1440)));
    }

    private ScheduleSpec schedule() {
        return new ScheduleSpec(
                maybe(() -> "plan-" + random.nextInt(99)),
                Optional.of(one(ScheduleAction.values())),
                maybe(() -> one(ScheduleState.values())),
                Optional.of(random.nextBoolean() ? cron() : recurrence()),
                maybe(random::nextBoolean));
    }

    private Trigger cron() {
        return new Trigger.Cron(random.nextInt(60) + " " + random.nextInt(24) + " * * 1-5", zone(), maybe(this::time));
    }

    private Trigger recurrence() {
        Trigger.Frequency frequency = one(Trigger.Frequency.values());
        Optional<RecurrencePattern> pattern = switch (frequency) {
            case MINUTE, HOUR -> Optional.empty();
            case DAY, WEEK, MONTH ->
                maybe(() -> new RecurrencePattern(
                        maybe(() -> numbers(0, 24)),
                        maybe(() -> numbers(0, 60)),
                        frequency == Trigger.Frequency.WEEK
                                ? maybe(() -> List.of(one(WeekDay.values())))
                                : Optional.empty(),
                        frequency == Trigger.Frequency.MONTH ? maybe(() -> numbers(1, 28)) : Optional.empty()));
        };
        // One that says nothing is as none, and is written as none.
        return new Trigger.Recurrence(
                frequency,
                1 + random.nextInt(3),
                pattern.filter(p -> !p.equals(RecurrencePattern.EMPTY)),
                zone(),
                maybe(this::time));
    }

    private String zone() {
        return one(new String[] {"UTC", "Europe/Berlin", "Pacific Standard Time"});
    }

    private String time() {
        return "2026-0" + (1 + random.nextInt(9)) + "-11T07:" + (10 + random.nextInt(50));
    }

    private List<Integer> numbers(int least, int count) {
        return random.ints(1 + random.nextInt(3), least, least + count).boxed().toList();
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size())) + (random.nextBoolean() ? random.nextInt() : "");
    }

    private <T> T one(T[] all) {
        return all[random.nextInt(all.length)];
    }

    private <T> Optional<T> maybe(Supplier<T> value) {
        return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }
}
