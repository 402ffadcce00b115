package dev.atelier.magics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Instance;
import dev.atelier.api.Quota;
import dev.atelier.kernel.magic.MagicException;
import dev.atelier.magics.compute.ComputeMagic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Verbs about the life of instances: idle times, quotas, schedules, setup scripts, files. */
class LifeVerbsTest extends TypedVerbs {
    @Test
    void changesWhenAnIdleInstanceStops() {
        answers.put("PUT /computes/box/idle", BOX);
        answers.put("PUT /computes/box/keepalive", BOX);
        answers.put("DELETE /computes/box/idle", BOX.replaceAll(",\"idle_time.*", "}"));
        answers.put("DELETE /computes/box/keepalive", BOX);
        Screen screen = new Screen();
        run(screen, "compute update box --idle 2h");
        assertThat(sent("PUT /computes/box/idle").toString()).isEqualTo("{\"idle_time_before_shutdown_minutes\":120}");
        assertThat(screen.text.toString()).isEqualTo("box does not stop: kernel train.ipynb is busy.\n");
        run(screen, "compute update box --idle never");
        assertThat(screen.text).contains("box does not stop, however long it is idle.\n");
        run(screen, "compute keepalive box --for 1d");
        assertThat(sent("PUT /computes/box/keepalive").toString()).isEqualTo("{\"minutes\":1440}");
        asked.clear();
        run(screen, "compute keepalive box --process 4711 --for 2h");
        assertThat(sent("PUT /computes/box/keepalive").toString()).isEqualTo("{\"minutes\":120,\"process\":4711}");
        assertThat(screen.text).contains("box is kept while process 4711 runs there.\n");
        run(screen, "compute keepalive box --off");
        assertThat(asked).anyMatch(call -> call.startsWith("DELETE /computes/box/keepalive"));
        assertThatThrownBy(() -> run(screen, "compute keepalive box"))
                .hasMessageContaining("--for")
                .hasMessageContaining("--off");
    }

    @Test
    void showsWhetherAnIdleInstanceStops() {
        answers.put("GET /computes/box", BOX);
        answers.put("GET /mounts", "[]");
        Screen screen = new Screen();
        run(screen, "compute show box");
        assertThat(screen.text).contains("does not stop: kernel train.ipynb is busy");
    }

    @Test
    void showsWhatAContainerIsMadeOf() {
        String image =
                "{\"name\":\"team/image:1\",\"id\":\"sha256:0fbf79af9c775134\",\"created\":\"2026-01-01T00:00:00Z\","
                        + "\"moved\":true}";
        answers.put(
                "GET /computes/box",
                BOX.replaceFirst(
                        "\\{", "{\"container\":{\"image\":" + image + ",\"gpus\":[\"/dev/dri/renderD128\"]},"));
        answers.put("GET /mounts", "[]");
        Screen screen = new Screen();
        run(screen, "compute show box");
        assertThat(screen.text)
                .contains("team/image:1, sha256:0fbf79af9c77, built ")
                .contains("team/image:1 is another one by now; this instance keeps its own")
                .contains("%compute delete box --yes")
                .contains("/dev/dri/renderD128");
    }

    @ParameterizedTest
    @ValueSource(strings = {"30", "h", "-1h", "1.5h", "2 w", "999999m", "Never"})
    void aTimeHasANumberAndAUnit(String time) {
        assertThatThrownBy(() -> run(new Screen(), "compute update box --idle=" + time.replace(" ", "")))
                .isInstanceOf(MagicException.class)
                .hasMessageContaining("like 30m, 2h or 1d, or never");
        assertThat(asked).isEmpty();
    }

    @Test
    void anInstanceIsCreatedWithItsTime() {
        assertThatThrownBy(() -> run(new Screen(), "compute create box --idle 30m --no-wait"))
                .hasMessageContaining("No “x”");
        assertThat(sent("PUT /computes/box")
                        .path("idle_time_before_shutdown_minutes")
                        .asInt())
                .isEqualTo(30);
    }

    private static String quota(long used, String limit) {
        return "{\"used\":" + used + ",\"limit\":" + limit + "}";
    }

    private static String use(String person, String family, String instances, String memory, String heldBy) {
        return "{\"person\":" + person + ",\"family\":" + family + ",\"instances\":" + instances + ",\"cores\":"
                + quota(3, "null") + ",\"memory_bytes\":" + memory + ",\"gpus\":" + quota(0, "0")
                + ",\"held_by\":" + heldBy + "}";
    }

    @Test
    void showsHowMuchOfEachQuotaIsTaken() {
        String gib = "1073741824";
        answers.put(
                "GET /quota",
                "{\"person\":\"ben\",\"stopped_instances_hold_quota\":false,\"quotas\":["
                        + use("\"ben\"", "null", quota(1, "2"), quota(1536 << 20, "null"), "[\"box\"]")
                        + ","
                        + use(
                                "null",
                                "\"gpu\"",
                                quota(4, "5"),
                                quota(0, gib),
                                "[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\"]")
                        + "],\"idle_shutdown\":{\"default_minutes\":30,\"maximum_minutes\":240,"
                        + "\"maximum_keepalive_minutes\":90}}");
        Screen screen = new Screen();
        assertThat(run(screen, "compute quota"))
                .isInstanceOfSatisfying(
                        Quota.class, quota -> assertThat(quota.person()).isEqualTo("ben"));
        String shown = screen.text.toString();
        assertThat(shown.replaceAll("\u001b\\[[0-9;]*m", "").replaceAll(" +", " "))
                .contains("FOR FAMILY INSTANCES CORES MEMORY GPUS HELD BY")
                .contains("ben all 1 of 2 3 1.5 GiB 0 of 0 box")
                .contains("everybody gpu 4 of 5 3 0 of 1 GiB 0 of 0 a, b, c, d, e and 2 more")
                .endsWith("""
                        A stopped instance gives its quota back, and needs room to start again.
                        An instance is stopped after 30 min without activity, unless --idle says another time.
                        The longest time for --idle is 4 h.
                        The longest time for %compute keepalive is 90 min at once.
                        """);
        run(screen, "compute quota --all");
        assertThat(queries).containsExactly("", "all=true");
        assertThat(shown)
                .as("half, nearly all and nothing left have colours of their own")
                .contains("\u001b[32m1 of 2", "\u001b[33m4 of 5", "\u001b[31m0 of 0");
    }

    @Test
    void showsFamiliesAndWhatIsLeftOfEachSize() {
        String size = "{\"provider\":\"docker\",\"cpus\":2,\"memory_bytes\":1073741824,\"gpus\":0,\"description\":\"\","
                + "\"pool\":0,\"ready\":0,";
        answers.put(
                "GET /sizes",
                "[" + size + "\"name\":\"small\",\"family\":\"mine\",\"left\":3}," + size
                        + "\"name\":\"large\",\"family\":\"gpu\",\"left\":0}," + size + "\"name\":\"old\"}]");
        Screen screen = new Screen();
        run(screen, "compute sizes");
        assertThat(screen.text.toString().replaceAll("\u001b\\[[0-9;]*m", "").replaceAll(" +", " "))
                .contains("SIZE PROVIDER FAMILY CORES MEMORY GPUS QUOTA LEFT POOL")
                .contains("small docker mine 2 1 GiB 0 3 more")
                .contains("large docker gpu 2 1 GiB 0 none")
                .contains("old docker general 2 1 GiB 0");
    }

    @Test
    void neverIsNotTheSameAsNothing() {
        answers.put("GET /events/newest", "0");
        assertThatThrownBy(() -> run(new Screen(), "compute create box --idle never --no-wait"))
                .hasMessageContaining("No “x”");
        assertThat(sent("PUT /computes/box")
                        .path("idle_time_before_shutdown_minutes")
                        .asInt(-1))
                .isZero();
        asked.clear();
        assertThatThrownBy(() -> run(new Screen(), "compute create box --no-wait"))
                .hasMessageContaining("No “x”");
        assertThat(sent("PUT /computes/box")
                        .path("idle_time_before_shutdown_minutes")
                        .isNumber())
                .isFalse();
    }

    private static final String NIGHT = "{\"name\":\"night\",\"action\":\"stop\",\"state\":\"enabled\","
            + "\"trigger\":{\"type\":\"cron\",\"expression\":\"0 18 * * 1-5\",\"time_zone\":\"Europe/Berlin\"},"
            + "\"force\":false,\"zone\":\"Europe/Berlin\",\"next_run\":\"2126-01-15T17:00:00.000000Z\"}";

    /** The lines of a cell and of a shell are split before they come here. */
    private static Object run(Screen screen, String[] words) {
        CommandLine command = new CommandLine(new ComputeMagic().command(screen));
        command.setExecutionExceptionHandler((error, line, result) -> {
            throw error;
        });
        command.execute(words);
        return command.getExecutionResult();
    }

    @Test
    void addsAScheduleByTheNextNameThatIsFree() {
        answers.put("GET /computes/box/schedules", "[" + NIGHT.replace("night", "stop") + "]");
        answers.put("PUT /computes/box/schedules/stop-2", NIGHT.replace("night", "stop-2"));
        Screen screen = new Screen();
        run(screen, new String[] {
            "schedule", "add", "box", "--stop", "0 18 * * 1-5", "--time-zone", "Europe/Berlin", "--force"
        });
        JsonNode sent = sent("PUT /computes/box/schedules/stop-2");
        assertThat(sent.path("action").asText()).isEqualTo("stop");
        assertThat(sent.path("force").asBoolean()).isTrue();
        assertThat(sent.at("/trigger/type").asText()).isEqualTo("cron");
        assertThat(sent.at("/trigger/expression").asText()).isEqualTo("0 18 * * 1-5");
        assertThat(sent.at("/trigger/time_zone").asText()).isEqualTo("Europe/Berlin");
        assertThat(screen.text).contains("box, schedule stop-2: stops at 2126-01-15");
    }

    @Test
    void listsAndChangesSchedules() {
        answers.put("GET /computes/box/schedules", "[" + NIGHT + "]");
        answers.put("POST /computes/box/schedules/night/disable", NIGHT.replace("enabled", "disabled"));
        answers.put("POST /computes/box/schedules/night/enable", NIGHT);
        answers.put("DELETE /computes/box/schedules/night", "{}");
        Screen screen = new Screen();
        run(screen, "compute schedule list box");
        assertThat(screen.text).contains("night", "0 18 * * 1-5, Europe/Berlin");
        run(screen, "compute schedule disable box night");
        assertThat(screen.text).contains("box, schedule night: disabled.");
        run(screen, "compute schedule enable box night");
        run(screen, "compute schedule remove box night");
        assertThat(screen.text).contains("box has no schedule night any more.");
        assertThatThrownBy(() -> run(screen, "compute schedule add box"))
                .hasMessageContaining("--stop")
                .hasMessageContaining("--start");
    }

    @Test
    void showsWhatAScheduleIsAboutToDo() {
        answers.put("GET /computes/box", BOX.replaceFirst("\\{", "{\"schedules\":[" + NIGHT + "],"));
        answers.put("GET /computes", "[" + answers.get("GET /computes/box") + "]");
        answers.put("GET /mounts", "[]");
        Screen screen = new Screen();
        run(screen, "compute show box");
        assertThat(screen.text).contains("schedule night", "stops at 2126-01-15", "or 30 min later");
        run(screen, "compute list");
        assertThat(screen.text).contains("NEXT", "stops 2126-01-15");
    }

    @Test
    void readsSetupScriptsWhereItIsTyped(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("setup.sh"), "pip install polars\n");
        Files.write(folder.resolve("long.sh"), new byte[(64 << 10) + 1]);
        Screen screen = new Screen();
        screen.folder = folder;
        answers.put("PUT /computes/box", BOX);
        run(screen, "compute create box --setup setup.sh --script-timeout 30m --no-wait");
        JsonNode script = sent("PUT /computes/box").at("/setup_scripts/creation_script");
        assertThat(script.path("script").asText()).isEqualTo("pip install polars\n");
        assertThat(script.path("timeout_minutes").asInt()).isEqualTo(30);
        assertThat(sent("PUT /computes/box").at("/setup_scripts/startup_script").isObject())
                .isFalse();
        assertThatThrownBy(() -> run(screen, "compute create box --startup nowhere.sh"))
                .hasMessageContaining("“nowhere.sh” can't be read");
        assertThatThrownBy(() -> run(screen, "compute create box --startup long.sh"))
                .hasMessageContaining("at most 64 KiB");

        answers.put("PUT /computes/box/setup-scripts", "[]");
        answers.put("DELETE /computes/box/setup-scripts/startup", "{}");
        answers.put("GET /computes/box", BOX);
        run(screen, "compute update box --startup setup.sh");
        assertThat(sent("PUT /computes/box/setup-scripts")
                        .at("/startup_script/script")
                        .asText())
                .isEqualTo("pip install polars\n");
        run(screen, "compute update box --no-startup");
        assertThat(screen.text).contains("box runs its new startup script at the next start.", "no startup script");
        assertThatThrownBy(() -> run(screen, "compute update box")).hasMessageContaining("--startup FILE");
    }

    @Test
    void createsFromAFileThatTheGatewayReads(@TempDir Path folder) throws IOException {
        Path written = Files.createDirectories(folder.resolve("instances"));
        Files.writeString(written.resolve("ci.yml"), "name: box\n");
        Files.writeString(written.resolve("always.sh"), "echo always\n");
        Files.writeString(folder.resolve("once.sh"), "echo once\n");
        answers.put("POST /instance-file", """
                {"name": "box", "spec": {"size": "small", "tags": {"team": "vision"}, "description": "In the file.",
                 "idle_time_before_shutdown_minutes": 30,
                 "schedules": {"compute_start_stop": [{"action": "stop",
                   "trigger": {"type": "cron", "expression": "0 18 * * *"}}]},
                 "setup_scripts": {"creation_script": {"path": "Users/ada/once.sh"},
                   "startup_script": {"path": "always.sh", "timeout_minutes": 5}}},
                 "warnings": ["line 3, ssh_settings: nothing is done about it; open one with: `compute terminal NAME`"]}
                """);
        answers.put("PUT /computes/box", BOX);
        answers.put("PUT /computes/other", BOX);
        Screen screen = new Screen();
        screen.folder = folder;
        run(screen, "compute create --file instances/ci.yml --no-wait");
        assertThat(asked).contains("POST /instance-file name: box\n");
        JsonNode sent = sent("PUT /computes/box");
        assertThat(sent.path("size").asText()).isEqualTo("small");
        assertThat(sent.at("/tags/team").asText()).isEqualTo("vision");
        assertThat(sent.path("idle_time_before_shutdown_minutes").asInt()).isEqualTo(30);
        assertThat(sent.at("/schedules/compute_start_stop/0/trigger/expression").asText())
                .isEqualTo("0 18 * * *");
        assertThat(sent.at("/setup_scripts/startup_script/script").asText()).isEqualTo("echo always\n");
        assertThat(sent.at("/setup_scripts/startup_script/timeout_minutes").asInt())
                .isEqualTo(5);
        assertThat(sent.at("/setup_scripts/creation_script/path").asText()).isEqualTo("Users/ada/once.sh");
        assertThat(screen.text)
                .contains("instances/ci.yml, line 3, ssh_settings: ", "%compute terminal NAME")
                .contains("There is no Users/ada/once.sh in " + written + ": the share's file of that path is run.");

        run(screen, "compute create other -f instances/ci.yml --size large --idle never --setup once.sh --no-wait");
        JsonNode typed = sent("PUT /computes/other");
        assertThat(typed.path("size").asText()).isEqualTo("large");
        assertThat(typed.path("description").asText()).isEqualTo("In the file.");
        assertThat(typed.path("idle_time_before_shutdown_minutes").asInt()).isZero();
        assertThat(typed.at("/setup_scripts/creation_script/script").asText()).isEqualTo("echo once\n");
        assertThat(typed.at("/setup_scripts/startup_script/script").asText()).isEqualTo("echo always\n");

        assertThatThrownBy(() -> run(screen, "compute create -f nowhere.yml"))
                .hasMessageContaining("“nowhere.yml” can't be read");
        answers.put("POST /instance-file", "{\"spec\": {}}");
        assertThatThrownBy(() -> run(screen, "compute create -f instances/ci.yml"))
                .isInstanceOf(CommandLine.ParameterException.class)
                .hasMessageContaining("no name in the file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"compute show box --yaml", "compute show box -o yaml", "compute show box --output yaml"})
    void showsAnInstanceAsAFileAndNothingElse(String line) {
        answers.put("GET /computes/box", BOX);
        answers.put("GET /computes/box/file", "type: computeinstance\nname: box\n");
        Screen screen = new Screen();
        assertThat(run(screen, line)).isInstanceOf(Instance.class);
        assertThat(screen.text.toString()).isEqualTo("type: computeinstance\nname: box\n");
    }

    @Test
    void printsWhatAScriptPutOut() {
        answers.put("GET /computes/box/logs", "line 1\nline 2\n");
        answers.put("GET /computes/box", BOX);
        Screen screen = new Screen();
        run(screen, "compute logs box --script creation");
        assertThat(screen.text.toString()).isEqualTo("line 1\nline 2\n");
        run(screen, "compute logs box --script creation --follow");
        assertThat(screen.text.toString()).isEqualTo("line 1\nline 2\nline 1\nline 2\n");
        assertThatThrownBy(() -> run(screen, "compute logs box --script other"))
                .hasMessageContaining("creation, startup");
    }
}
