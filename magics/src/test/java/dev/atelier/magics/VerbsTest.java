package dev.atelier.magics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.TerminalLink;
import dev.atelier.kernel.magic.MagicException;
import dev.atelier.magics.compute.ComputeMagic;
import dev.atelier.magics.datastore.DatastoreMagic;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Verbs that make instances and use them: jobs, terminals, hosts, datastores. */
class VerbsTest extends TypedVerbs {
    @Test
    void asksForNamesWhereItsContextSaysAndNotForLong() throws Exception {
        answers.put("GET /jobs", "[" + JOB + "]");
        assertThat(jobsOffered(new Screen())).containsExactly("j");
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Screen waiting = new Screen();
            waiting.environment.put("ATELIER_URL", "http://127.0.0.1:" + silent.getLocalPort());
            assertThat(CompletableFuture.supplyAsync(
                                    () -> jobsOffered(waiting).iterator().hasNext())
                            .get(10, TimeUnit.SECONDS))
                    .isFalse();
        }
    }

    private static Iterable<String> jobsOffered(Screen screen) {
        return new CommandLine(new ComputeMagic().command(screen))
                .getSubcommands()
                .get("logs")
                .getCommandSpec()
                .positionalParameters()
                .getFirst()
                .completionCandidates();
    }

    @Test
    void resizesAndOffersTheSizes() {
        answers.put("PATCH /computes/box", BOX.replace("Running", "Stopped").replace("small", "large"));
        Screen screen = new Screen();
        run(screen, "compute resize box large");
        assertThat(sent("PATCH /computes/box").path("size").asText()).isEqualTo("large");
        assertThat(screen.text).contains("box has the size large from its next start on: %compute start box");
        answers.put(
                "GET /sizes",
                "[{\"name\":\"cpu.2\",\"provider\":\"docker\",\"cpus\":2,\"memory_bytes\":1,\"gpus\":0,\"description\":\"\"}]");
        assertThat(new CommandLine(new ComputeMagic().command(new Screen()))
                        .getSubcommands()
                        .get("resize")
                        .getCommandSpec()
                        .positionalParameters()
                        .getLast()
                        .completionCandidates())
                .containsExactly("cpu.2");
    }

    @Test
    void linksToAnApplication() {
        answers.put(
                "GET /computes/box/applications/6006",
                "{\"compute\":\"box\",\"port\":6006,\"url\":\"http://localhost:8888/applications/box-6006\"}");
        Screen screen = new Screen();
        run(screen, "compute open box 6006");
        assertThat(screen.text).contains("Port 6006 of box: http://localhost:8888/applications/box-6006");
    }

    @Test
    void opensATerminalAndLinksToIt() {
        answers.put("GET /computes", "[]");
        answers.put(
                "POST /computes/box/terminals",
                "{\"name\":\"box_1\",\"url\":\"http://localhost:8888/terminals/box_1\"}");
        Screen screen = new Screen();
        assertThat(run(screen, "compute terminal box"))
                .isEqualTo(new TerminalLink("box_1", "http://localhost:8888/terminals/box_1"));
        assertThat(screen.text.toString())
                .contains("Terminal box_1: http://localhost:8888/terminals/box_1")
                .contains("<a href=\"http://localhost:8888/terminals/box_1\" target=\"_blank\" rel=\"noopener\">");
        assertThatThrownBy(() -> run(screen, "compute terminal nowhere")).hasMessageContaining("No “x”");
    }

    @Test
    void submitsAFileWithItsArguments() {
        Screen screen = new Screen();
        run(screen, "compute submit train.py --on box --name j --env A=1 --env B=x=y -- --lr 0.1 -f");
        JsonNode sent = sent("POST /jobs");
        assertThat(sent.path("compute").asText()).isEqualTo("box");
        assertThat(sent.path("folder").asText()).isEqualTo("notebooks");
        assertThat(sent.path("arguments").toString()).isEqualTo("[\"--lr\",\"0.1\",\"-f\"]");
        assertThat(sent.path("environment_variables").toString()).contains("\"A\":\"1\"", "\"B\":\"x=y\"");
        assertThat(screen.text).contains("Job j is Queued on box", "%compute logs j --follow");
    }

    @Test
    void submitsACellFromWhereItIs() {
        Screen screen = new Screen();
        screen.body = Optional.of("print(1)");
        run(screen, "compute submit --language python");
        assertThat(sent("POST /jobs").path("compute").asText()).isEqualTo("here");
        assertThat(sent("POST /jobs").path("code").asText()).isEqualTo("print(1)");
        assertThatThrownBy(() -> run(screen, "compute submit train.py")).hasMessageContaining("not both");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compute delete box",
                "compute delete box --force",
                "compute detach box",
                "compute detach box --force",
                "datastore delete data"
            })
    void destroysNothingWithoutAYes(String line) {
        assertThatThrownBy(() -> run(new Screen(), line))
                .isInstanceOf(MagicException.class)
                .hasMessageContaining("%" + line + " --yes");
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compute create",
                "compute attach box",
                "compute attach --ssh ada@host",
                "compute show",
                "compute cancel",
                "compute nonsense",
                "compute create box --colour red",
                "datastore create data",
                "datastore create data --type floppy",
                "mount datastore",
                "unmount"
            })
    void refusesWhatItDoesNotUnderstandBeforeAskingAnybody(String line) {
        assertThatThrownBy(() -> run(new Screen(), line)).isInstanceOf(CommandLine.ParameterException.class);
        assertThat(asked).isEmpty();
    }

    @Test
    void tellsWhatToTypeNextInTheWordsOfThePlace() {
        Screen cell = new Screen();
        assertThatThrownBy(() -> run(cell, "compute show box"))
                .hasMessageContaining("Create it with: %compute create box, see %mount list")
                .hasMessageNotContaining("`");
        cell.prompt = "./atelier ";
        assertThatThrownBy(() -> run(cell, "compute show box")).hasMessageContaining("./atelier compute create box");
    }

    @Test
    void returnsWhatItShowsAndLetsNoTextSteerTheScreen() {
        answers.put("GET /jobs", "[" + JOB.replace("std_log", "\\u001b[2J<b>\\u202e\\n") + "]");
        Screen screen = new Screen();
        Object jobs = run(screen, "compute jobs");
        assertThat(jobs)
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(1);
        assertThat(screen.text.toString()).contains("Queued", "&lt;b&gt;").doesNotContain("\u001b[2J", "\u202e");
    }

    @Test
    void takesCredentialsFromTheEnvironment() {
        answers.put(
                "PUT /datastores/data",
                "{\"name\":\"data\",\"owner\":\"ben\",\"type\":\"s3\",\"location\":\"s3://b\","
                        + "\"created\":\"2026-01-01T00:00:00.000000Z\"}");
        Screen screen = new Screen();
        assertThatThrownBy(() -> run(screen, "datastore create data --type s3 --bucket b"))
                .hasMessageContaining("AWS_ACCESS_KEY_ID");
        screen.environment.putAll(Map.of("AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "hidden"));
        run(screen, "datastore create data --type s3 --bucket b");
        assertThat(sent("PUT /datastores/data").path("secret_access_key").asText())
                .isEqualTo("hidden");
        assertThat(screen.text).doesNotContain("hidden").contains("%mount datastore data");
    }

    @Test
    void takesAzuresCredentialsFromTheEnvironmentToo() {
        answers.put(
                "PUT /datastores/data",
                "{\"name\":\"data\",\"owner\":\"ben\",\"type\":\"azureblob\",\"location\":\"https://h/data\","
                        + "\"created\":\"2026-01-01T00:00:00.000000Z\"}");
        String create = "datastore create data --type azureblob --account abc --container data";
        Screen screen = new Screen();
        assertThatThrownBy(() -> run(screen, create))
                .hasMessageContaining("--account-key or --sas-token")
                .hasMessageContaining("AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN");
        screen.environment.put("AZURE_STORAGE_SAS_TOKEN", "sv=1&sig=hidden");
        run(screen, create);
        assertThat(sent("PUT /datastores/data").path("sas_token").asText()).isEqualTo("sv=1&sig=hidden");
        asked.clear();
        screen.environment.put("AZURE_STORAGE_KEY", "aGlkZGVu");
        run(screen, create);
        assertThat(sent("PUT /datastores/data").path("account_key").asText()).isEqualTo("aGlkZGVu");
        assertThat(sent("PUT /datastores/data").path("sas_token").isTextual()).isFalse();
        asked.clear();
        run(screen, create + " --sas-token sig=typed");
        assertThat(sent("PUT /datastores/data").path("sas_token").asText()).isEqualTo("sig=typed");
        assertThat(screen.text).doesNotContain("hidden").contains("%mount datastore data");
    }

    @Test
    void createsAnInstanceForSomebodyElse() {
        answers.put(
                "PUT /computes/box",
                "{\"name\":\"box\",\"owner\":\"ben\",\"provider\":\"local\",\"size\":\"shared\",\"state\":\"Creating\","
                        + "\"since\":\"2026-01-01T00:00:00.000000Z\",\"created_on\":\"2026-01-01T00:00:00.000000Z\"}");
        for (String option : List.of("--for", "--create-on-behalf-of")) {
            asked.clear();
            run(new Screen(), "compute create box --no-wait " + option + " ben");
            assertThat(sent("PUT /computes/box").path("create_on_behalf_of").asText())
                    .isEqualTo("ben");
        }
        asked.clear();
        run(new Screen(), "compute create box --no-wait");
        assertThat(sent("PUT /computes/box").path("create_on_behalf_of").isTextual())
                .isFalse();
    }

    @Test
    void attachesAHostWithTheKeyThatWasAccepted() {
        answers.put(
                "PUT /computes/box",
                "{\"name\":\"box\",\"owner\":\"ben\",\"provider\":\"ssh\",\"size\":\"host\",\"state\":\"Creating\","
                        + "\"since\":\"2026-01-01T00:00:00.000000Z\",\"created_on\":\"2026-01-01T00:00:00.000000Z\"}");
        run(new Screen(), "compute attach box --ssh ada@host:2222 --no-wait");
        JsonNode ssh = sent("PUT /computes/box").path("ssh");
        assertThat(ssh.path("user").asText()).isEqualTo("ada");
        assertThat(ssh.path("host").asText()).isEqualTo("host");
        assertThat(ssh.path("port").asInt()).isEqualTo(2222);
        assertThat(ssh.path("fingerprint").isTextual()).isFalse();
        asked.clear();
        String key = "SHA256:" + "a".repeat(43);
        run(new Screen(), "compute attach box --ssh ada@host --no-wait --accept " + key);
        assertThat(sent("PUT /computes/box").path("ssh").path("fingerprint").asText())
                .isEqualTo(key);
        assertThatThrownBy(() -> run(new Screen(), "compute attach box --ssh host"))
                .hasMessageContaining("USER@HOST:PORT");
    }

    @Test
    void showsTheLineForAuthorizedKeys() {
        answers.put("GET /ssh-key", "{\"public_key\":\"ssh-ed25519 AAAA atelier\",\"fingerprint\":\"SHA256:x\"}");
        Screen screen = new Screen();
        run(screen, "compute key");
        assertThat(screen.text).contains("ssh-ed25519 AAAA atelier", "SHA256:x");
    }

    @Test
    void saysWhatStaysOfAHostThatIsForgotten() {
        answers.put("GET /computes", "[]");
        answers.put("DELETE /computes/box", "{\"left\":\"~/.atelier/x/box-1 on ada@host\"}");
        answers.put("GET /events/newest", "0");
        Screen screen = new Screen();
        run(screen, "compute detach box --force --yes");
        assertThat(screen.text).contains("~/.atelier/x/box-1 on ada@host").contains("Deleted");
    }

    @Test
    void saysWhatMayBeLeftOfAnInstanceThatIsForgotten() {
        answers.put("GET /computes", "[]");
        answers.put("DELETE /computes/box", "{\"left\":\"the container atelier-x-box-1\"}");
        answers.put("GET /events/newest", "0");
        Screen screen = new Screen();
        run(screen, "compute delete box --force --yes");
        assertThat(screen.text)
                .contains("What may be left: the container atelier-x-box-1.")
                .contains("Deleted");
    }

    @Test
    void saysHowWhatCannotBeReachedGoesAllTheSame() {
        String away =
                BOX.replace("Running", "Unknown").replace("\"since\"", "\"reason\":\"No engine answers\",\"since\"");
        answers.put("GET /computes", "[" + away + "]");
        answers.put("GET /computes/box", away);
        answers.put("DELETE /computes/box", "{}");
        answers.put("GET /events/newest", "0");
        assertThatThrownBy(() -> run(new Screen(), "compute delete box --yes"))
                .isInstanceOf(MagicException.class)
                .hasMessageContaining("No engine answers")
                .hasMessageContaining("To forget it now: %compute delete box --force --yes");
    }

    @Test
    void tabOffersTheTypesOfDatastores() {
        assertThat(new CommandLine(new DatastoreMagic().command(new Screen()))
                        .getSubcommands()
                        .get("create")
                        .getCommandSpec()
                        .findOption("--type")
                        .completionCandidates())
                .containsExactly("local", "s3", "azureblob");
    }
}
