package dev.atelier.gateway.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.atelier.api.InstanceFile;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.ProblemException;
import dev.atelier.api.RecurrencePattern;
import dev.atelier.api.ScheduleAction;
import dev.atelier.api.ScheduleSpec;
import dev.atelier.api.ScheduleState;
import dev.atelier.api.ScriptSpec;
import dev.atelier.api.Trigger;
import dev.atelier.api.WeekDay;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files with the combinations of fields that Azure's own repositories have, and everything that can be wrong in one. */
class InstanceReaderTest {
    private static final Instant NOW = Instant.parse("2026-06-01T10:00:00Z");

    private static InstanceFile read(String yaml) {
        return InstanceReader.read(yaml, NOW);
    }

    private static InstanceSpec quiet(String yaml) {
        InstanceFile file = read(yaml);
        assertThat(file.warnings()).isEmpty();
        return file.spec();
    }

    private static List<String> errors(String yaml) {
        ProblemException problem = catchThrowableOfType(ProblemException.class, () -> read(yaml));
        assertThat(problem).as(yaml).isNotNull();
        assertThat(problem.problem().code()).isEqualTo("bad-file");
        return problem.problem().detail().lines().skip(1).map(String::strip).toList();
    }

    @Test
    void theSmallestIsATypeAndAName() {
        InstanceFile file = read("""
                $schema: https://azuremlschemas.azureedge.net/latest/computeInstance.schema.json
                name: smallest-one
                type: computeinstance
                """);
        assertThat(file).isEqualTo(new InstanceFile(Optional.of("smallest-one"), InstanceSpec.defaults(), List.of()));
        assertThat(read("type: ComputeInstance").name()).isEmpty();
        assertThat(read("\uFEFFtype: computeinstance\r\nname: fromWindows\r\n").name())
                .contains("fromWindows");
    }

    @Test
    void schedulesAreReadAsAzureWritesThem() {
        InstanceSpec spec = quiet("""
                name: planned
                type: computeinstance
                size: STANDARD_DS3_V2
                schedules:
                   compute_start_stop:
                      - action: stop
                        trigger:
                         type: cron
                         start_time: "2021-03-10T21:21:07"
                         time_zone: Pacific Standard Time
                         expression: 0 18 * * *
                      - action: Start
                        state: Disabled
                        trigger:
                         type: Recurrence
                         start_time: 2021-03-10T21:21:07
                         time_zone: Pacific Standard Time
                         frequency: Week
                         interval: 1
                         schedule:
                            hours: [0]
                            minutes: 15
                            week_days: ['Monday', 'tuesday']
                idle_time_before_shutdown_minutes: 15
                """);
        Optional<String> begin = Optional.of("2021-03-10T21:21:07");
        RecurrencePattern pattern = new RecurrencePattern(
                Optional.of(List.of(0)),
                Optional.of(List.of(15)),
                Optional.of(List.of(WeekDay.MONDAY, WeekDay.TUESDAY)),
                Optional.empty());
        String zone = "Pacific Standard Time";
        assertThat(spec.schedules().orElseThrow().startStop())
                .containsExactly(
                        ScheduleSpec.of(ScheduleAction.STOP, new Trigger.Cron("0 18 * * *", zone, begin)),
                        ScheduleSpec.of(
                                        ScheduleAction.START,
                                        new Trigger.Recurrence(
                                                Trigger.Frequency.WEEK, 1, Optional.of(pattern), zone, begin))
                                .withState(ScheduleState.DISABLED));
        assertThat(spec.idleMinutes()).contains(15);
        assertThat(spec.size()).contains("STANDARD_DS3_V2");
    }

    @Test
    void tagsAreTextWhateverTheyLookLike() {
        InstanceSpec spec = quiet("""
                name: tagged
                type: computeinstance
                description: 2026-01-01
                tags: {team: vision, quoted: "true", plain: true, number: "0", version: 1.10, 7: x, empty: ''}
                """);
        assertThat(spec.tags())
                .isEqualTo(Map.of(
                        "team", "vision", "quoted", "true", "plain", "true", "number", "0", "version", "1.10", "7", "x",
                        "empty", ""));
        assertThat(spec.description()).contains("2026-01-01");
    }

    @Test
    void setupScriptsAreAPathOrTheirText() {
        InstanceFile file = read("""
                name: prepared
                type: computeinstance
                setup_scripts:
                   creation_script:
                      path: Users/ada/once.sh
                      timeout_minutes: 20
                   startup_script:
                      path: Users/ada/always.sh
                      command: ls
                      timeout_minutes: "15"
                """);
        assertThat(file.spec().setupScripts().orElseThrow().creation())
                .contains(new ScriptSpec(Optional.of("Users/ada/once.sh"), Optional.empty(), Optional.of(20)));
        assertThat(file.spec().setupScripts().orElseThrow().startup())
                .contains(new ScriptSpec(Optional.of("Users/ada/always.sh"), Optional.empty(), Optional.of(15)));
        assertThat(file.warnings())
                .singleElement()
                .asString()
                .startsWith("line 9, setup_scripts.startup_script.command: a script gets no arguments here");
        assertThat(quiet("""
                        type: computeinstance
                        setup_scripts:
                          creation_script: {command: pip install polars}
                          startup_script:
                            script: |
                              set -e
                              echo hello
                        """).setupScripts().orElseThrow().byKind().values())
                .containsExactly(ScriptSpec.of("pip install polars"), ScriptSpec.of("set -e\necho hello\n"));
    }

    @Test
    void whatAzureKnowsAndNothingIsDoneAboutIsToldWithItsLine() {
        InstanceFile file = read("""
                name: whole
                type: computeinstance
                description: all that there is
                location: eastus
                size: Standard_DS2_v2
                network_settings: {vnet_name: net, subnet: default}
                create_on_behalf_of:
                   user_tenant_id: 00000000-0000-0000-0000-000000000001
                   user_object_id: 00000000-0000-0000-0000-000000000002
                ssh_public_access_enabled: False
                ssh_settings:
                   ssh_key_value: ssh-ed25519 AAAA ada@home
                identity:
                   type: user_assigned
                   user_assigned_identities: [{resource_id: /subscriptions/x}]
                custom_applications:
                    - name: rstudio
                      type: docker
                      image: {reference: "ghcr.io/team/rstudio:latest"}
                      endpoints: [{target: 8787, published: 8788}]
                      environment_variables: {LICENSE: X}
                      bind_mounts: [{source: /home/a, target: /home/a}]
                enable_node_public_ip: false
                enable_sso: false
                enable_root_access: false
                release_quota_on_stop: true
                enable_os_patching: true
                resource_id: /subscriptions/x
                """);
        assertThat(file.spec().size()).contains("Standard_DS2_v2");
        assertThat(file.spec().createOnBehalfOf()).contains("00000000-0000-0000-0000-000000000002");
        assertThat(file.warnings())
                .extracting(words -> words.split(":", 2)[0])
                .containsExactly(
                        "line 4, location",
                        "line 6, network_settings",
                        "line 8, create_on_behalf_of.user_tenant_id",
                        "line 10, ssh_public_access_enabled",
                        "line 11, ssh_settings",
                        "line 13, identity",
                        "line 16, custom_applications",
                        "line 23, enable_node_public_ip",
                        "line 24, enable_sso",
                        "line 25, enable_root_access",
                        "line 26, release_quota_on_stop",
                        "line 27, enable_os_patching",
                        "line 28, resource_id");
        assertThat(file.warnings()).allSatisfy(words -> assertThat(words).contains("nothing is done about it; "));
    }

    @Test
    void whatAzureShowsCanBeTakenToo() {
        InstanceFile file = read("""
                {name: shown, type: computeinstance, id: /x, state: Running, created_on: 2026-02-16T19:08:51+0000,
                 provisioning_state: Succeeded, provisioning_errors: x, last_operation: {operation_name: Start},
                 services: [{display_name: Jupyter}], os_image_metadata: {is_latest_os_image_version: true},
                 resourceGroup: rg,
                 schedules: {compute_start_stop: [{schedule_id: x, provisioning_state: Completed, action: stop,
                   trigger: {type: cron, expression: 0 18 * * *}}]}}
                """);
        assertThat(file.warnings())
                .hasSize(11)
                .allSatisfy(words -> assertThat(words).contains("at Azure"));
        assertThat(file.spec().schedules().orElseThrow().startStop()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"PT30M, 30", "PT1H, 60", "P1D, 1440", "PT1H30M, 90", "PT900S, 15", "P3D, 4320", "pt15m, 15"})
    void idleTimesInIso8601(String written, int minutes) {
        assertThat(quiet("{type: computeinstance, idle_time_before_shutdown: " + written + "}")
                        .idleMinutes())
                .contains(minutes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"PT14M", "PT30M1S", "P4D", "-PT30M", "30", "P1M", "PT0.5M", "PT99999999999999H", "''", "[]"})
    void whatIsNoIdleTime(String written) {
        assertThat(errors("type: computeinstance\nidle_time_before_shutdown: " + written))
                .singleElement()
                .asString()
                .startsWith("line 2, column 28, idle_time_before_shutdown: ")
                .contains("expected a time like PT30M");
    }

    @Test
    void ofTwoIdleTimesMinutesHold() {
        InstanceFile file = read("""
                type: computeinstance
                idle_time_before_shutdown: PT1H
                idle_time_before_shutdown_minutes: 30
                """);
        assertThat(file.spec().idleMinutes()).contains(30);
        assertThat(file.warnings()).singleElement().asString().startsWith("line 2, idle_time_before_shutdown: ");
        quiet("{type: computeinstance, idle_time_before_shutdown: PT30M, idle_time_before_shutdown_minutes: 30}");
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        assertThat(errors("""
                type: amlcompute
                name: 1x
                sise: small
                idle_time_before_shutdown_minutes: 5
                tags: [a]
                image: "not an image"
                schedules:
                  compute_start_stop:
                    - action: pause
                      trigger: {type: cron, expression: 0 25 * * *}
                    - trigger: {type: cron, frequency: day, expresion: 1}
                    - {action: stop, trigger: {type: recurrence, frequency: year, interval: 0, schedule: {hours: [24]}}}
                    - {action: stop, trigger: {type: cron, expression: 0 0 30 2 *}}
                    - {action: stop, trigger: {type: cron, expression: 0 1 * * *, time_zone: Mars}}
                setup_scripts:
                  creation_script: {timeout_minutes: 0, path: a.sh, script: b}
                  startup_script: {script: a, command: b}
                  startup_scripts: {}
                """))
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith("line 1, column 7, type: “amlcompute” is there; expected computeinstance"),
                        error -> assertThat(error)
                                .isEqualTo("line 2, column 7, name: “1x” is no name for an instance. A name has 3 to 24"
                                        + " letters, digits or dashes and begins with a letter."),
                        error -> assertThat(error)
                                .isEqualTo("line 3, column 1, sise: “sise” is there; expected a known key, of which"
                                        + " “size” is the nearest."),
                        error -> assertThat(error)
                                .startsWith(
                                        "line 4, column 36, idle_time_before_shutdown_minutes: “5” is there; expected"
                                                + " a whole number from 15 to 4320, or 0"),
                        error -> assertThat(error).startsWith("line 5, column 7, tags: “a list of 1” is there;"),
                        error -> assertThat(error).startsWith("line 6, column 8, image: “not an image” is no name"),
                        error -> assertThat(error)
                                .isEqualTo(
                                        "line 9, column 15, schedules.compute_start_stop[0].action: “pause” is there;"
                                                + " expected one of start, stop."),
                        error -> assertThat(error)
                                .startsWith("line 10, column 41, schedules.compute_start_stop[0].trigger.expression: ")
                                .contains("25"),
                        error -> assertThat(error)
                                .isEqualTo(
                                        "line 11, column 7, schedules.compute_start_stop[1].action: nothing is there;"
                                                + " expected start or stop."),
                        error -> assertThat(error)
                                .startsWith("line 11, column 16, schedules.compute_start_stop[1].trigger.expression:"
                                        + " nothing is there; expected a cron expression"),
                        error -> assertThat(error).contains(".frequency: “day” is there; expected nothing here"),
                        error -> assertThat(error).contains("trigger.expresion: ", "“expression” is the nearest"),
                        error -> assertThat(error)
                                .contains("trigger.frequency: “year” is there; expected one of minute"),
                        error -> assertThat(error).contains("trigger.interval: “0” is there"),
                        error -> assertThat(error).contains("schedule.hours[0]: “24” is there"),
                        error -> assertThat(error).startsWith("line 13, ").contains("time never comes"),
                        error -> assertThat(error)
                                .startsWith("line 14, ")
                                .contains("trigger.time_zone: There is no time zone “Mars”"),
                        error -> assertThat(error).startsWith("line 16, ").contains("creation_script: A setup script"),
                        error -> assertThat(error).startsWith("line 16, ").contains("timeout_minutes: “0” is there"),
                        error -> assertThat(error).startsWith("line 17, ").contains("either a script or a command"),
                        error -> assertThat(error).contains("startup_scripts: ", "“startup_script” is the nearest"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: box|line 1, column 1, type: nothing is there; expected computeinstance.",
                "- type: computeinstance|line 1, column 1: “a list of 1” is there; expected a mapping",
                "type: [|line 1, column 8: ",
                "{type: computeinstance, size: {a: b}}|line 1, column 31, size: “a mapping” is there; expected",
                "{type: computeinstance, size: ~}|line 1, column 31, size: nothing is there; expected",
                "{type: computeinstance, type: computeinstance}|line 1, column 25, type: ",
                "{type: computeinstance, tags: {a: 1, a: 2}}|line 1, column 38, tags.a: ",
                "{type: computeinstance, tags: {a: [1]}}|line 1, column 35, tags.a: “a list of 1” is there",
                "{type: computeinstance, ssh_setings: {}}|line 1, column 25, ssh_setings: “ssh_setings” is there;"
                        + " expected a known key, of which “ssh_settings” is the nearest.",
                "{type: computeinstance, schedules: {compute_start_stop: [{action: stop, trigger: {type: cron,"
                        + " start_time: soon, expression: 0 1 * * *}}]}}|line 1, column 107,"
                        + " schedules.compute_start_stop[0].trigger.start_time: A schedule's start_time “soon” is no time.",
                "{type: computeinstance, <<: {a: b}}|line 1, column 25, <<: ",
            })
    void eachErrorHasItsPlace(String yaml, String error) {
        assertThat(errors(yaml)).singleElement().asString().startsWith(error);
    }

    @Test
    void anEmptyFileIsToldOf() {
        assertThat(catchThrowableOfType(ProblemException.class, () -> read("# nothing\n")))
                .hasMessageContaining("The file is empty. Begin it with type: computeinstance");
    }

    @Test
    void whatIsLongOrDeepOrRepeatedEndsSoon() {
        assertThat(errors("type: " + "x".repeat(300 << 10))).hasSize(1);
        assertThat(errors("type: " + "[".repeat(1000))).hasSize(1);
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 60; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]%n".formatted(i, i, i - 1, i - 1));
        }
        assertThat(errors(bomb.toString())).isNotEmpty();
        assertThat(errors("type: computeinstance\n" + "x: 1\n".repeat(1000))).hasSize(50);
    }
}
