package dev.atelier.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.GatewayStatus;
import dev.atelier.api.InstanceState;
import dev.atelier.api.Json;
import dev.atelier.gateway.compute.IdleRules;
import dev.atelier.gateway.compute.Schedules;
import dev.atelier.gateway.compute.Setups;
import dev.atelier.gateway.compute.Specs;
import dev.atelier.gateway.compute.Usages;
import dev.atelier.gateway.compute.World;
import dev.atelier.gateway.datastore.Datastores;
import dev.atelier.gateway.datastore.Vault;
import dev.atelier.gateway.http.Gate;
import dev.atelier.gateway.http.GateConfig;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Routes;
import dev.atelier.gateway.http.Upgrade;
import dev.atelier.gateway.identity.People;
import dev.atelier.gateway.job.JobFiles;
import dev.atelier.gateway.job.Jobs;
import dev.atelier.gateway.jupyter.JupyterRoutes;
import dev.atelier.gateway.jupyter.KernelSpecs;
import dev.atelier.gateway.jupyter.Kernels;
import dev.atelier.gateway.jupyter.Sessions;
import dev.atelier.gateway.jupyter.Terminals;
import dev.atelier.gateway.share.Share;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xnio.XnioIoThread;

/** Every route through the real gate, with a real store, as owner (ada), contributors (ben, cleo) and reader (dora). */
class RoutesTest {
    @TempDir
    private Path folder;

    private World world;
    private Jobs jobs;
    private Gate gate;
    private final CompletableFuture<GatewayRoutes.Leaving> end = new CompletableFuture<>();

    @BeforeEach
    void begin() throws IOException {
        Path share = Files.createDirectories(folder.resolve("share"));
        world = new World(folder);
        jobs = new Jobs(
                world.database,
                world.events,
                world.instances,
                world.computes,
                world.agents,
                new JobFiles(new Share(share)));
        Kernels kernels = new Kernels(world.database, world.computes, world.agents);
        world.reconciler.afterStop(kernels::stopped);
        Datastores datastores =
                new Datastores(world.database, world.events, Vault.open(folder.resolve("vault.json")), world.computes);
        Terminals terminals = new Terminals(world.computes, world.agents);
        JupyterRoutes jupyter = new JupyterRoutes(
                share,
                new KernelSpecs(world.database, world.computes, world.agents),
                kernels,
                new Sessions(world.database, kernels),
                terminals,
                RoutesTest::noUpgrade,
                RoutesTest::noUpgrade);
        ComputeRoutes computeRoutes = new ComputeRoutes(
                world.computes,
                world.attachments,
                new Usages(world.computes, world.agents),
                world.idle,
                world.schedules,
                kernels,
                jobs);
        gate = new Gate(
                GateConfig.loopback(0),
                Routes.of(List.of(
                        new GatewayRoutes(this::status, end::complete).routes(),
                        computeRoutes.routes(),
                        new FileRoutes(world.computes, new Specs(world.instances, world.computes, world.quotas))
                                .routes(),
                        new ResizeRoutes(world.resizes, computeRoutes::shown).routes(),
                        new SizeRoutes(world.pools, world.quotas).routes(),
                        new IdleRoutes(
                                        new IdleRules(world.instances, world.computes, world.idle, world.quotas),
                                        computeRoutes::shown)
                                .routes(),
                        new ScheduleRoutes(new Schedules(world.instances, world.computes, world.schedules)).routes(),
                        new SetupRoutes(new Setups(world.instances, world.computes), world.scriptLogs).routes(),
                        new JobRoutes(jobs).routes(),
                        new DatastoreRoutes(datastores).routes(),
                        new KernelRoutes(kernels).routes(),
                        new TerminalRoutes(terminals, request -> "http://localhost").routes(),
                        new EventRoutes(world.events).routes(),
                        jupyter.routes())),
                new People(world.database));
        gate.start();
        world.computes.ensureLocal("ada");
        world.awaitState("local", InstanceState.RUNNING);
    }

    private static Upgrade noUpgrade(Request request, XnioIoThread thread) {
        throw new AssertionError("nobody asks for an upgrade here: " + request.path());
    }

    private GatewayStatus status() {
        return new GatewayStatus("test", 1, Instant.EPOCH, "/share", 1, 0, 0);
    }

    @AfterEach
    void close() {
        gate.close();
        jobs.close();
        world.close();
    }

    private HttpResponse<String> send(String who, String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gate.port() + path))
                .header("Authorization", "token token-of-" + who)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return world.http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode expect(int status, String who, String method, String path, String body) throws Exception {
        HttpResponse<String> answer = send(who, method, path, body);
        assertThat(answer.statusCode())
                .as(who + " " + method + " " + path + " " + body + ": " + answer.body())
                .isEqualTo(status);
        return answer.body().startsWith("{") || answer.body().startsWith("[")
                ? Json.read(answer.body(), JsonNode.class)
                : Json.mapper().createObjectNode();
    }

    private void box() throws Exception {
        expect(202, "ben", "PUT", "/atelier/v1/computes/box", "");
        world.awaitState("box", InstanceState.RUNNING);
    }

    @Test
    void readersSeeAndChangeNothing() throws Exception {
        box();
        String id = expect(201, "ben", "POST", "/api/kernels", "{\"name\":\"box.python3\"}")
                .path("id")
                .asText();
        for (String path : List.of(
                "/atelier/v1/status",
                "/atelier/v1/sizes",
                "/atelier/v1/computes",
                "/atelier/v1/computes/box",
                "/atelier/v1/jobs",
                "/atelier/v1/datastores",
                "/atelier/v1/mounts",
                "/atelier/v1/events/newest",
                "/api/kernels",
                "/api/kernels/" + id,
                "/api/sessions",
                "/api/kernelspecs")) {
            expect(200, "dora", "GET", path, "");
            expect(403, "nobody", "GET", path, "");
        }
        for (String call : List.of(
                "PUT /atelier/v1/computes/new",
                "POST /atelier/v1/computes/box/start",
                "POST /atelier/v1/computes/box/stop",
                "POST /atelier/v1/computes/box/restart",
                "DELETE /atelier/v1/computes/box",
                "PATCH /atelier/v1/computes/box",
                "POST /atelier/v1/jobs",
                "POST /atelier/v1/jobs/x/cancel",
                "PUT /atelier/v1/datastores/new",
                "DELETE /atelier/v1/datastores/new",
                "PUT /atelier/v1/computes/box/mounts/new",
                "DELETE /atelier/v1/computes/box/mounts/new",
                "POST /atelier/v1/shutdown",
                "POST /api/kernels",
                "DELETE /api/kernels/" + id,
                "POST /api/kernels/" + id + "/interrupt",
                "GET /atelier/v1/kernels/" + id + "/executions",
                "POST /api/sessions",
                "GET /api/terminals",
                "POST /atelier/v1/computes/box/terminals",
                "POST /api/terminals")) {
            String[] words = call.split(" ");
            expect(403, "dora", words[0], words[1], "{}");
        }
        expect(403, "ben", "POST", "/atelier/v1/shutdown", "{}");
        expect(403, "ben", "PUT", "/atelier/v1/sizes/small", "{\"pool\":1}");
        assertThat(end).isNotDone();
        assertThat(world.awaitState("box", InstanceState.RUNNING).owner()).isEqualTo("ben");
    }

    @Test
    void aStoppedInstanceGetsAnotherSize() throws Exception {
        String box = "/atelier/v1/computes/box";
        expect(202, "ben", "PUT", box, "");
        world.awaitState("box", InstanceState.RUNNING);
        assertThat(expect(409, "ben", "PATCH", box, "{\"size\":\"large\"}")
                        .path("code")
                        .asText())
                .isEqualTo("not-stopped");
        expect(202, "ben", "POST", box + "/stop", "");
        world.awaitState("box", InstanceState.STOPPED);
        assertThat(expect(200, "ben", "PATCH", box, "{\"size\":\"large\"}")
                        .path("size")
                        .asText())
                .isEqualTo("large");
        assertThat(expect(200, "dora", "GET", box, "").path("size").asText()).isEqualTo("large");
        expect(403, "cleo", "PATCH", box, "{\"size\":\"small\"}");
        expect(400, "ben", "PATCH", box, "{\"size\":\"huge\"}");
        expect(400, "ben", "PATCH", box, "{}");
        expect(400, "ben", "PATCH", box, "{\"colour\":\"red\"}");
        expect(404, "ben", "PATCH", "/atelier/v1/computes/none", "{\"size\":\"small\"}");
    }

    @Test
    void theOwnerDecidesHowManyAreKeptReady() throws Exception {
        assertThat(expect(200, "ada", "PUT", "/atelier/v1/sizes/large", "{\"pool\":2}")
                        .path("pool")
                        .asInt())
                .isEqualTo(2);
        assertThat(expect(200, "dora", "GET", "/atelier/v1/sizes", "")
                        .at("/1/pool")
                        .asInt())
                .isEqualTo(2);
        assertThat(expect(400, "ada", "PUT", "/atelier/v1/sizes/large", "{\"pool\":-1}")
                        .path("code")
                        .asText())
                .isEqualTo("bad-pool");
        assertThat(expect(404, "ada", "PUT", "/atelier/v1/sizes/huge", "{\"pool\":1}")
                        .path("code")
                        .asText())
                .isEqualTo("unknown-size");
        expect(400, "ada", "PUT", "/atelier/v1/sizes/large", "{\"spare\":1}");
        assertThat(expect(400, "ada", "PUT", "/atelier/v1/sizes/large", "{}")
                        .path("code")
                        .asText())
                .isEqualTo("bad-pool");
    }

    @Test
    void onlyWhatRunsUsesAnything() throws Exception {
        box();
        expect(202, "ben", "POST", "/atelier/v1/computes/box/stop", "");
        await().until(() -> expect(200, "ben", "GET", "/atelier/v1/computes/box", "")
                .path("state")
                .asText()
                .equals("Stopped"));
        JsonNode answer = expect(409, "dora", "GET", "/atelier/v1/computes/box/usage", "");
        assertThat(answer.path("code").asText()).isEqualTo("not-running");
        assertThat(answer.path("detail").asText()).contains("box is Stopped");
        assertThat(answer.path("next").asText()).contains("compute start box");
        expect(404, "dora", "GET", "/atelier/v1/computes/nowhere/usage", "");
        expect(403, "nobody", "GET", "/atelier/v1/computes/box/usage", "");
    }

    @Test
    void contributorsChangeOnlyWhatIsTheirs() throws Exception {
        box();
        String kernel = "/api/kernels/"
                + expect(201, "ben", "POST", "/api/kernels", "{\"name\":\"box.python3\"}")
                        .path("id")
                        .asText();
        for (String call : List.of(
                "PUT /atelier/v1/computes/box",
                "POST /atelier/v1/computes/box/start",
                "POST /atelier/v1/computes/box/stop",
                "POST /atelier/v1/computes/box/restart",
                "DELETE /atelier/v1/computes/box",
                "DELETE " + kernel,
                "GET " + kernel.replace("/api/", "/atelier/v1/") + "/executions",
                "POST " + kernel + "/interrupt",
                "POST " + kernel + "/restart")) {
            String[] words = call.split(" ");
            assertThat(expect(403, "cleo", words[0], words[1], "{}").toString()).contains("belongs to ben");
        }
        expect(403, "cleo", "POST", "/atelier/v1/jobs", "{\"compute\":\"box\",\"code\":\"1\"}");
        expect(403, "cleo", "POST", "/api/kernels", "{\"name\":\"box.python3\"}");
        expect(204, "ada", "DELETE", kernel, "");
    }

    /** A terminal of this computer is all of this computer: the gateway's secrets lie there. */
    @Test
    void onlyOwnersHaveTerminalsOnThisComputer() throws Exception {
        expect(403, "ben", "POST", "/api/terminals", "{}");
        expect(403, "ben", "DELETE", "/api/terminals/1", "");
        assertThat(expect(200, "ben", "GET", "/api/terminals", "")).isEmpty();
        expect(200, "ada", "POST", "/api/terminals", "{}");
        assertThat(world.provider.agent("local").calls().stream().filter(c -> c.contains("terminals")))
                .containsExactly("POST /api/terminals");
    }

    @Test
    void sessionsAreTheirKernelsOwners() throws Exception {
        box();
        String wish =
                "{\"path\":\"a.ipynb\",\"name\":\"\",\"type\":\"notebook\",\"kernel\":{\"name\":\"box.python3\"}}";
        JsonNode session = expect(201, "ben", "POST", "/api/sessions", wish);
        String path = "/api/sessions/" + session.path("id").asText();
        String kernel = session.path("kernel").path("id").asText();
        expect(403, "cleo", "PATCH", path, "{\"path\":\"stolen.ipynb\"}");
        expect(403, "cleo", "DELETE", path, "");
        expect(
                403,
                "cleo",
                "POST",
                "/api/sessions",
                "{\"path\":\"b\",\"type\":\"notebook\",\"kernel\":{\"id\":\"" + kernel + "\"}}");
        assertThat(expect(200, "cleo", "GET", path, "").path("path").asText()).isEqualTo("a.ipynb");
        assertThat(expect(201, "ben", "POST", "/api/sessions", wish).path("id")).isEqualTo(session.path("id"));
        expect(200, "ben", "PATCH", path, "{\"path\":\"b.ipynb\"}");
        expect(204, "ben", "DELETE", path, "");
        expect(404, "ben", "GET", path, "");
    }

    /** What an agent can't say just now takes neither kernel nor session away. */
    @ParameterizedTest
    @ValueSource(ints = {500, 503})
    void aKernelWhoseAgentIsAwayIsShownAsLastKnown(int status) throws Exception {
        box();
        String wish = "{\"path\":\"a.ipynb\",\"type\":\"notebook\",\"kernel\":{\"name\":\"box.python3\"}}";
        JsonNode session = expect(201, "ben", "POST", "/api/sessions", wish);
        world.provider.agent("box").failWith(status);
        assertThat(expect(200, "ben", "GET", "/api/kernels", "")).hasSize(1);
        assertThat(expect(200, "ben", "GET", "/api/sessions", "")).hasSize(1);
        expect(status, "ben", "POST", "/api/sessions", wish);
        world.provider.agent("box").failWith(0);
        assertThat(expect(201, "ben", "POST", "/api/sessions", wish).path("id")).isEqualTo(session.path("id"));
        world.provider.crash("box");
        JsonNode kernel = expect(200, "ben", "GET", "/api/kernels", "").get(0);
        assertThat(kernel.path("name").asText()).isEqualTo("box.python3");
        assertThat(expect(200, "ben", "GET", "/api/kernels/" + kernel.path("id").asText(), ""))
                .isEqualTo(kernel);
    }

    /** Left by a gateway that was killed before the agent heard of it. */
    @Test
    void aKernelThatNeverBeganIsNotStartingForEver() throws Exception {
        world.database.write(
                h -> h.execute(
                        "INSERT INTO kernel (id, owner, compute, spec, model) VALUES ('ghost', 'ada', 'local', 'python3', '')"));
        assertThat(expect(200, "ada", "GET", "/api/kernels", "")).isEmpty();
        expect(404, "ada", "GET", "/api/kernels/ghost", "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"tags\":null}                 | 202 | ",
                "                                | 202 | ",
                "{\"size\":\"large\"}            | 202 | ",
                "null                            | 400 | null",
                "[]                              | 400 | object",
                "{\"tags\":\"x\"}                | 400 | tags",
                "{\"tags\":{\"a\":null}}         | 400 | null",
                "{\"description\":{\"a\":1}}     | 400 | description",
                "{\"colour\":\"red\"}            | 400 | colour",
                "{\"size\":\"huge\"}             | 400 | large",
                "{\"provider\":\"moon\"}         | 400 | local",
                "{\"tags\":{}} more              | 400 | JSON",
                "{\"tags\":                      | 400 | JSON",
            })
    void readsInstancesStrictly(String body, int status, String word) throws Exception {
        JsonNode answer = expect(status, "ben", "PUT", "/atelier/v1/computes/box", body == null ? "" : body);
        if (status == 400) {
            assertThat(answer.path("detail").asText() + answer.path("next").asText())
                    .contains(word)
                    .doesNotContain("dev.atelier", "java.", "Jackson");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"sftp\"}                                          | sftp",
                "{\"type\":\"azureblob\"}                                     | account_name",
                "{\"type\":\"azureblob\",\"account_name\":\"abc\",\"container_name\":\"data\"} | sas_token",
                "{\"type\":\"azureblob\",\"account_name\":\"abc\",\"container_name\":\"data\",\"account_key\":\"hidden!\"} | account_key",
                "{\"type\":\"azureblob\",\"account_name\":\"abc\",\"container_name\":\"data\",\"account_key\":\"aGk=\",\"secret\":\"hidden\"} | account_key",
                "{\"type\":\"local\"}                                         | path",
                "{}                                                           | type",
                "null                                                         | null",
                "{\"type\":\"s3\",\"bucket\":\"b\"}                            | access_key_id",
                "{\"type\":\"s3\",\"bucket\":\"b\",\"endpoint\":\"http://u:hidden@h\",\"access_key_id\":\"a\",\"secret_access_key\":\"hidden\"} | endpoint",
                "{\"type\":\"s3\",\"bucket\":[\"hidden\"]}                     | bucket",
            })
    void readsDatastoresStrictlyAndEchoesNoSecret(String body, String word) throws Exception {
        JsonNode answer = expect(400, "ben", "PUT", "/atelier/v1/datastores/data", body);
        assertThat(answer.toString()).contains(word).doesNotContain("hidden", "dev.atelier");
    }

    @Test
    void jobsAndTheRestReadStrictlyToo() throws Exception {
        expect(404, "ada", "POST", "/atelier/v1/jobs", "{\"code\":\"1\"}");
        expect(400, "ada", "POST", "/atelier/v1/jobs", "{\"compute\":\"local\"}");
        expect(400, "ada", "POST", "/atelier/v1/jobs", "{\"compute\":\"local\",\"code\":\"1\",\"arguments\":[null]}");
        expect(400, "ada", "POST", "/atelier/v1/jobs", "{\"compute\":\"local\",\"code\":\"1\",\"name\":\"../x\"}");
        expect(413, "ada", "POST", "/atelier/v1/jobs", "{\"code\":\"" + "x".repeat(4 << 20) + "\"}");
        expect(400, "ada", "GET", "/atelier/v1/events?after=x", "");
        expect(400, "ada", "POST", "/atelier/v1/shutdown", "{\"stop_instances\":\"maybe\"}");
        expect(400, "ada", "PUT", "/atelier/v1/computes/a", "");
        expect(404, "ada", "GET", "/atelier/v1/computes/nothing", "");
        expect(404, "ada", "GET", "/atelier/v1/jobs/nothing/logs", "");
        expect(409, "ada", "DELETE", "/atelier/v1/computes/LOCAL", "");
        expect(202, "ada", "POST", "/atelier/v1/shutdown", "");
        await().until(end::isDone);
        assertThat(end.join()).isEqualTo(GatewayRoutes.Leaving.INSTANCES_RUNNING);
    }

    @Test
    void anIdleInstanceHasARuleThatItsOwnerChanges() throws Exception {
        String field = "\"idle_time_before_shutdown_minutes\":";
        assertThat(send("ben", "PUT", "/atelier/v1/computes/box", "{" + field + "14}")
                        .body())
                .contains("after 15 to 4320 minutes", "not after 14");
        assertThat(send("ben", "PUT", "/atelier/v1/computes/box", "{" + field + "30}")
                        .body())
                .contains(field + "30");
        world.awaitState("box", InstanceState.RUNNING);
        String box = "/atelier/v1/computes/box";
        assertThat(send("ben", "PUT", box, "{" + field + "45}").statusCode()).isEqualTo(409);
        assertThat(send("cleo", "PUT", box + "/idle", "{" + field + "45}").statusCode())
                .isEqualTo(403);
        assertThat(send("ben", "PUT", box + "/idle", "{" + field + "4321}").statusCode())
                .isEqualTo(400);
        assertThat(send("ben", "PUT", box + "/idle", "{}").body()).contains("Say after how many minutes");
        assertThat(send("ben", "PUT", box + "/idle", "{" + field + "45}").body())
                .contains(field + "45", "nothing is decided");
        assertThat(send("ben", "PUT", box + "/keepalive", "{\"minutes\":1441}").body())
                .contains("at a time, not for 1441");
        assertThat(send("ben", "PUT", box + "/keepalive", "{}").statusCode()).isEqualTo(400);
        assertThat(send("dora", "PUT", box + "/keepalive", "{\"minutes\":60}").statusCode())
                .isEqualTo(403);
        assertThat(send("ben", "PUT", box + "/keepalive", "{\"minutes\":60}").body())
                .contains("\"kept_until\":\"");
        assertThat(send("ben", "DELETE", box + "/keepalive", "").body()).contains("\"kept_until\":null");
        assertThat(send("ada", "DELETE", box + "/idle", "").body()).contains(field + "null");
        assertThat(send("ada", "PUT", "/atelier/v1/computes/local/idle", "{" + field + "45}")
                        .body())
                .contains("is this computer");
    }

    @Test
    void anInstanceHasSchedulesThatItsOwnerChanges() throws Exception {
        String box = "/atelier/v1/computes/box";
        String night = "{'action':'stop','trigger':{'type':'cron','expression':'0 18 * * 1-5',".replace('\'', '"')
                + "\"time_zone\":\"W. Europe Standard Time\"}}";
        String week =
                "{'action':'start','state':'disabled','trigger':{'type':'recurrence','frequency':'week','interval':1,"
                                .replace('\'', '"')
                        + "\"schedule\":{\"hours\":9,\"minutes\":[0],\"week_days\":[\"monday\",\"friday\"]}}}";
        String both = "{\"schedules\":{\"compute_start_stop\":[" + night + "," + week + "]}}";
        JsonNode made = expect(202, "ben", "PUT", box, both).path("schedules");
        assertThat(made).hasSize(2);
        assertThat(made.at("/0/name").asText()).isEqualTo("start");
        assertThat(made.at("/0/next_run").isNull()).isTrue();
        assertThat(made.at("/1/zone").asText()).isEqualTo("Europe/Berlin");
        assertThat(Instant.parse(made.at("/1/next_run").asText())).isAfter(Instant.now());
        world.awaitState("box", InstanceState.RUNNING);
        expect(200, "ben", "PUT", box, both);

        assertThat(expect(200, "ben", "POST", box + "/schedules/start/enable", "")
                        .path("next_run")
                        .isTextual())
                .isTrue();
        assertThat(expect(200, "ada", "POST", box + "/schedules/stop/disable", "")
                        .path("state")
                        .asText())
                .isEqualTo("disabled");
        assertThat(expect(200, "ben", "PUT", box + "/schedules/late", night)
                        .path("name")
                        .asText())
                .isEqualTo("late");
        assertThat(expect(200, "dora", "GET", box + "/schedules", "")).hasSize(3);
        expect(200, "ben", "DELETE", box + "/schedules/late", "");
        expect(404, "ben", "DELETE", box + "/schedules/late", "");
        expect(404, "ben", "POST", box + "/schedules/late/enable", "");

        expect(403, "cleo", "PUT", box + "/schedules/stop", night);
        expect(403, "cleo", "POST", box + "/schedules/stop/enable", "");
        expect(403, "cleo", "DELETE", box + "/schedules/stop", "");
        expect(403, "dora", "PUT", box + "/schedules/stop", night);
        assertThat(expect(409, "ada", "PUT", "/atelier/v1/computes/local/schedules/stop", night)
                        .path("detail")
                        .asText())
                .contains("is this computer");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                                                        | either starts or stops",
                "{'action':'stop'}                                                         | needs a trigger",
                "{'action':'pause'}                                                        | action",
                "{'action':'stop','colour':1}                                              | colour",
                "{'action':'stop','trigger':{'type':'sun'}}                                | none of the types",
                "{'action':'stop','trigger':{'type':'cron'}}                               | needs an expression",
                "{'action':'stop','trigger':{'type':'cron','expression':'x'}}              | no cron expression",
                "{'action':'stop','trigger':{'type':'cron','expression':'0 0 30 2 *'}}     | never comes",
                "{'action':'stop','trigger':{'type':'cron','expression':'0 0 * * *','time_zone':'Moon'}} | no time zone",
                "{'action':'stop','trigger':{'type':'recurrence','frequency':'day'}}       | interval",
                "{'action':'stop','trigger':{'type':'recurrence','frequency':'day','interval':1,'schedule':{'hours':[25]}}} | 0 to 23",
                "{'name':'a b','action':'stop'}                                            | no name for a schedule",
            })
    void readsSchedulesStrictly(String body, String words) throws Exception {
        box();
        JsonNode answer =
                expect(400, "ben", "PUT", "/atelier/v1/computes/box/schedules/night", body.replace('\'', '"'));
        assertThat(answer.toString()).contains(words).doesNotContain("dev.atelier", "cronutils");
    }

    @Test
    void anInstanceHasSetupScriptsWhoseOutputEverybodyReads() throws Exception {
        String box = "/atelier/v1/computes/box";
        String scripts = "{'setup_scripts':{'creation_script':{'script':'echo secret','timeout_minutes':20}}}";
        expect(202, "ben", "PUT", box, scripts.replace('\'', '"'));
        await().until(() -> world.provider.agent("box") != null
                && world.provider.agent("box").runs("setup-creation-2-1"));
        JsonNode shown = expect(200, "dora", "GET", box + "/setup-scripts", "");
        assertThat(shown.at("/0/kind").asText()).isEqualTo("creation");
        assertThat(shown.at("/0/timeout_minutes").asInt()).isEqualTo(20);
        assertThat(shown.toString()).doesNotContain("secret");
        Path log = Files.createDirectories(folder.resolve("share/Logs/box")).resolve("creation_script.txt");
        Files.writeString(log, "line 1\n");
        assertThat(send("dora", "GET", box + "/logs?script=creation", "").body())
                .isEqualTo("line 1\n");
        assertThat(expect(404, "dora", "GET", box + "/logs?script=startup", "")
                        .path("code")
                        .asText())
                .isEqualTo("no-script");
        expect(400, "dora", "GET", box + "/logs?script=other", "");
        expect(400, "dora", "GET", box + "/logs", "");
        CompletableFuture<String> followed = CompletableFuture.supplyAsync(() -> followed(box));
        Files.writeString(log, "line 1\nline 2\n");
        world.provider.agent("box").complete("setup-creation-2-1");
        assertThat(followed.get(20, TimeUnit.SECONDS)).isEqualTo("line 1\nline 2\n");
        world.awaitState("box", InstanceState.RUNNING);

        String startup = "{\"startup_script\":{\"path\":\"setup.sh\"}}";
        expect(200, "ben", "PUT", box + "/setup-scripts", startup);
        expect(400, "ben", "PUT", box + "/setup-scripts", "{}");
        expect(403, "cleo", "PUT", box + "/setup-scripts", startup);
        expect(403, "cleo", "DELETE", box + "/setup-scripts/startup", "");
        expect(403, "dora", "PUT", box + "/setup-scripts", startup);
        expect(200, "ben", "DELETE", box + "/setup-scripts/startup", "");
        expect(404, "ben", "DELETE", box + "/setup-scripts/startup", "");
    }

    @Test
    void anInstanceGoesIntoAFileAndComesOutOfIt() throws Exception {
        String box = "/atelier/v1/computes/box";
        String yaml = """
                type: computeinstance
                name: box
                description: From a file.
                tags: {team: vision}
                idle_time_before_shutdown: PT30M
                ssh_public_access_enabled: false
                schedules:
                  compute_start_stop:
                  - {action: stop, trigger: {type: cron, expression: 0 18 * * 1-5, time_zone: Pacific Standard Time}}
                  - {action: stop, trigger: {type: recurrence, frequency: day, schedule: {hours: 3, minutes: 0}}}
                setup_scripts:
                  startup_script: {path: startup.sh, timeout_minutes: 5}
                """;
        JsonNode read = expect(200, "ben", "POST", "/atelier/v1/instance-file", yaml);
        assertThat(read.path("name").asText()).isEqualTo("box");
        assertThat(read.at("/spec/idle_time_before_shutdown_minutes").asInt()).isEqualTo(30);
        assertThat(read.at("/warnings/0").asText()).startsWith("line 6, ssh_public_access_enabled: ");
        expect(404, "ben", "GET", box, "");
        expect(403, "dora", "POST", "/atelier/v1/instance-file", yaml);
        JsonNode wrong = expect(400, "ben", "POST", "/atelier/v1/instance-file", "type: computeinstance\nsise: x\n");
        assertThat(wrong.path("detail").asText()).contains("line 2, column 1, sise: ", "“size” is the nearest");

        HttpResponse<String> made = sendYaml(box, yaml);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(202);
        JsonNode instance = Json.read(made.body(), JsonNode.class);
        assertThat(instance.path("name").asText()).isEqualTo("box");
        assertThat(instance.path("schedules")).hasSize(2);
        assertThat(instance.at("/warnings/0").asText()).contains("ssh_public_access_enabled");
        assertThat(sendYaml(box, yaml + "colour: red\n").body()).contains("line 13, column 1, colour: ");

        HttpResponse<String> file = send("ben", "GET", box + "/file", "");
        assertThat(file.headers().firstValue("Content-Type")).contains("application/yaml; charset=utf-8");
        assertThat(file.body())
                .contains("type: computeinstance", "tags:\n  team: vision", "idle_time_before_shutdown_minutes: 30")
                .contains("time_zone: Pacific Standard Time", "path: startup.sh")
                .doesNotContain("stop-2", "ssh_public");
        assertThat(sendYaml(box, file.body()).statusCode())
                .as("it is the same instance still")
                .isLessThan(300);
        String other = "/atelier/v1/computes/other";
        assertThat(sendYaml(other, file.body()).statusCode()).isEqualTo(202);
        assertThat(send("ben", "GET", other + "/file", "").body())
                .isEqualTo(file.body().replace("name: box", "name: other"));

        expect(403, "cleo", "GET", box + "/file", "");
        expect(403, "dora", "GET", box + "/file", "");
        expect(200, "ada", "GET", box + "/file", "");
        expect(404, "ben", "GET", "/atelier/v1/computes/nowhere/file", "");
    }

    private HttpResponse<String> sendYaml(String path, String yaml) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gate.port() + path))
                .header("Authorization", "token token-of-ben")
                .header("Content-Type", "application/yaml; charset=utf-8")
                .PUT(HttpRequest.BodyPublishers.ofString(yaml))
                .build();
        return world.http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private String followed(String box) {
        try {
            return send("dora", "GET", box + "/logs?script=creation&follow=1", "")
                    .body();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'creation_script':{}}                                       | neither was given",
                "{'creation_script':{'script':'a','path':'b'}}                | both was given",
                "{'creation_script':{'script':' '}}                           | is empty",
                "{'creation_script':{'script':'a','timeout_minutes':0}}       | not 0",
                "{'creation_script':{'script':'a','timeout_minutes':1441}}    | not 1441",
                "{'creation_script':{'path':'../a'}}                          | ..",
                "{'startup_script':{'script':'a','command':'a'}}              | command",
                "{'script':'a'}                                               | script",
            })
    void readsSetupScriptsStrictly(String scripts, String words) throws Exception {
        JsonNode answer = expect(
                400,
                "ben",
                "PUT",
                "/atelier/v1/computes/box",
                "{\"setup_scripts\":" + scripts.replace('\'', '"') + "}");
        assertThat(answer.toString()).contains(words).doesNotContain("dev.atelier");
        String big = "{\"creation_script\":{\"script\":\"" + "x".repeat((64 << 10) + 1) + "\"}}";
        assertThat(expect(400, "ben", "PUT", "/atelier/v1/computes/box", "{\"setup_scripts\":" + big + "}")
                        .path("detail")
                        .asText())
                .contains("at most 64 KiB; this one has 65537 bytes");
    }
}
