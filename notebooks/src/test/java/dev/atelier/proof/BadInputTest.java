package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong gets a sentence that names the thing, the value and the next step, and leaves nothing behind. */
class BadInputTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Atelier atelier;
    private static Kernel cell;

    @BeforeAll
    static void start() throws IOException {
        atelier = Atelier.up();
        Files.writeString(atelier.share().resolve("notes.txt"), "no script");
        cell = Kernel.open(atelier, "java", "bad.ipynb");
    }

    @AfterAll
    static void stop() {
        cell.close();
        atelier.close();
    }

    /** The words of a command, and the sentences that they get. */
    private static Stream<Arguments> commands() {
        return Stream.of(
                arguments(
                        "compute show nowhere",
                        "There is no instance “nowhere”. There are: local. Create it with: {}compute create nowhere"),
                arguments(
                        "compute create 1x",
                        "“1x” is no name for an instance. A name has 3 to 24 letters, digits or dashes"),
                arguments(
                        "compute create box9 --size gpu.9",
                        "There is no size “gpu.9” with the provider local. Choose one of: shared"),
                arguments(
                        "compute create box9 --provider moon",
                        "There is no provider “moon”. Choose one of: local, docker"),
                arguments(
                        "compute create box9 --image debian",
                        "The provider local makes no containers, so there is nothing to do with an image."),
                arguments("compute stop local", "The instance “local” is this computer; it can't be stopped."),
                arguments("compute delete local", "This deletes local"),
                arguments("compute submit nothing.py", "There is no file “nothing.py” in the share."),
                arguments("compute submit ../../etc/passwd --language bash", "“../../etc/passwd” is not on the share."),
                arguments("compute submit notes.txt", "It is not known how to run “notes.txt”."),
                arguments("compute logs nojob", "There is no job “nojob”. List them with: {}compute jobs"),
                arguments(
                        "mount datastore nodata",
                        "There is no datastore “nodata”. Create it with: {}datastore create nodata"),
                arguments(
                        "datastore create etc --type local --path /etc",
                        "The operator has not allowed /etc for datastores"),
                arguments(
                        "datastore create bad --type local --path /no/such",
                        "“/no/such” is no folder of this computer."),
                arguments("unmount nothing", "Nothing is mounted as “nothing” in local."));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void isNamedOnTheCommandLine(String words, String sentence) throws IOException {
        Atelier.Result result = atelier.run(words.split(" "));
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.output()).contains(sentence.replace("{}", "./atelier "));
        assertThatNothingIsLeft();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void isNamedInTheCell(String words, String sentence) {
        Kernel.Outcome outcome = cell.run("%" + words);
        assertThat(outcome.failed()).isTrue();
        assertThat(outcome.error()).contains(sentence.replace("{}", "%"));
        assertThat(outcome.outputs().toString()).doesNotContain("at dev.atelier");
        assertThatNothingIsLeft();
    }

    /** What the commands above ask for, asked without them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET | computes/nowhere | | 404 | unknown-instance | There is no instance “nowhere”.",
                "PUT | computes/1x | {} | 400 | bad-name | “1x” is no name for an instance.",
                "PUT | computes/box9 | {\"size\":\"gpu.9\"} | 400 | unknown-size | There is no size “gpu.9”",
                "PUT | computes/box9 | {\"provider\":\"moon\"} | 400 | unknown-provider | There is no provider “moon”.",
                "PUT | computes/box9 | {\"siez\":\"shared\"} | 400 | unknown-field | siez",
                "PUT | computes/box9 | {\"size\": | 400 | bad-json | JSON",
                "POST | computes/local/stop | {} | 409 | always-there | it can't be stopped.",
                "DELETE | computes/local | | 409 | always-there | it can't be deleted.",
                "POST | jobs | {\"script\":\"nothing.py\",\"compute\":\"local\"} | 404 | no-such-script | There is no file “nothing.py” in the share.",
                "GET | jobs/nojob | | 404 | unknown-job | There is no job “nojob”.",
                "PUT | datastores/etc | {\"type\":\"local\",\"path\":\"/etc\"} | 403 | folder-not-allowed | The operator has not allowed /etc for datastores",
                "PUT | computes/local/mounts/nodata | {} | 404 | unknown-datastore | There is no datastore “nodata”.",
                "PUT | computes/local/mounts/data | {\"datastore\":\"nodata\"} | 404 | unknown-datastore | There is no datastore “nodata”.",
                "DELETE | computes/local/mounts/nothing | | 404 | unknown-mount | Nothing is mounted as “nothing” in local.",
                "PUT | computes/local/mounts/data | {\"at\":\"../x\"} | 400 | unknown-field | at",
            })
    void isNamedInTheApi(String method, String path, String body, int status, String code, String detail) {
        Kernel.Answer answer = Kernel.ask(atelier, method, "/atelier/v1/" + path, body == null ? "" : body);
        assertThat(answer.type()).startsWith("application/problem+json");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().path("code").asText()).isEqualTo(code);
        assertThat(answer.body().path("detail").asText()).contains(detail);
        assertThatNothingIsLeft();
    }

    private static void assertThatNothingIsLeft() {
        assertThat(atelier.client().instances()).hasSize(1);
        assertThat(atelier.client().jobs()).isEmpty();
        assertThat(atelier.client().datastores()).isEmpty();
        assertThat(atelier.client().mounts()).isEmpty();
    }

    /** Most that can't live die at once, and the answer says so; the model of one that dies later does. */
    @ParameterizedTest
    @ValueSource(strings = {"", "sleep 1; "})
    void aKernelThatDiesAtItsStartSaysWhy(String pause) throws IOException {
        assertThat(atelier.run("compute", "create", "box1").output()).contains("Running");
        Path spec = Files.createDirectories(atelier.home().resolve("instances/box1/env/share/jupyter/kernels/doomed"));
        Files.writeString(spec.resolve("kernel.json"), """
                {"argv": ["sh", "-c", "%secho no such module: teapot; exit 1", "{connection_file}"],
                 "display_name": "Doomed", "language": "python"}
                """.formatted(pause));
        assertThat(wordsOfItsDeath("box1.doomed")).contains("exit code 1").contains("no such module: teapot");
        assertThat(Kernel.request(atelier, "GET", "/api/kernels", "", 200)).hasSize(1); // the cell
        assertThat(Kernel.request(atelier, "GET", "/api/sessions", "", 200)).hasSize(1);
        assertThat(atelier.run("compute", "delete", "box1", "--yes").exitCode()).isZero();
    }

    private static String wordsOfItsDeath(String spec) {
        Kernel.Answer answer = Kernel.ask(
                atelier,
                "POST",
                "/api/sessions",
                "{\"path\":\"d.ipynb\",\"type\":\"notebook\",\"kernel\":{\"name\":\"" + spec + "\"}}");
        if (answer.status() == 500) {
            return answer.body().path("message").asText();
        }
        assertThat(answer.status()).isEqualTo(201);
        String kernel =
                "/api/kernels/" + answer.body().path("kernel").path("id").asText();
        await().atMost(PATIENCE)
                .until(() -> Kernel.request(atelier, "GET", kernel, "", 200)
                        .path("execution_state")
                        .asText()
                        .equals("dead"));
        String words =
                Kernel.request(atelier, "GET", kernel, "", 200).path("reason").asText();
        Kernel.request(
                atelier, "DELETE", "/api/sessions/" + answer.body().path("id").asText(), "", 204);
        return words;
    }

    @Test
    void asksForSecondGatewayOnOneHome() {
        Atelier.Result again = Atelier.execute(
                List.of(Atelier.ROOT.resolve("atelier").toString(), "up", "--foreground"),
                Map.of("ATELIER_HOME", atelier.home().toString()),
                atelier.share());
        assertThat(again.output()).contains("Atelier runs already").contains("/lab?token=");
    }

    /** Its words go into the system's log. */
    @Test
    void aServiceBesideAGatewayThatRunsEndsWithoutTellingTheToken() {
        Atelier.Result again = Atelier.execute(
                List.of(Atelier.ROOT.resolve("atelier").toString(), "up", "--foreground"),
                Map.of("ATELIER_HOME", atelier.home().toString(), "ATELIER_SERVICE", "yes"),
                atelier.share());
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.output()).contains("a gateway runs already").doesNotContain(atelier.token());
    }

    @Test
    void refusesAShareThatHoldsItsHome(@TempDir Path folder) throws IOException {
        Path home = Files.createDirectories(folder.resolve("share/home"));
        link(home);
        assertThat(up(home, "--share", folder.resolve("share").toString()))
                .contains("holds ATELIER_HOME")
                .contains("choose one with --share");
    }

    @Test
    void refusesAPortInUse(@TempDir Path folder) throws IOException {
        Path home = Files.createDirectories(folder.resolve("home"));
        link(home);
        Files.createDirectories(folder.resolve("share"));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(up(
                            home,
                            "--share",
                            folder.resolve("share").toString(),
                            "--port",
                            String.valueOf(taken.getLocalPort())))
                    .contains("The port " + taken.getLocalPort() + " is in use by another program.")
                    .contains("--port");
        }
    }

    @Test
    void refusesAPortThatIsNone(@TempDir Path folder) throws IOException {
        Path home = Files.createDirectories(folder.resolve("home"));
        link(home);
        Files.createDirectories(folder.resolve("share"));
        assertThat(up(home, "--share", folder.resolve("share").toString(), "--port", "99999"))
                .contains("99999 is no port. Ports are numbers up to 65535.");
    }

    @Test
    void saysWhenThereIsNoJdk() {
        Atelier.Result result = Atelier.execute(
                List.of(
                        "env",
                        "-i",
                        "PATH=/usr/bin:/bin",
                        "ATELIER_JDK_FOLDERS=/nonexistent",
                        "HOME=/nonexistent",
                        "/bin/bash",
                        Atelier.ROOT.resolve("atelier").toString(),
                        "jdk"),
                Map.of(),
                Atelier.ROOT);
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.output()).contains("no JDK 25 or newer found").contains("JAVA_HOME");
    }

    private static void link(Path home) throws IOException {
        for (String part : List.of("environments", "programs")) {
            Files.createSymbolicLink(
                    home.resolve(part),
                    Path.of(Atelier.required("ATELIER_TEST_HOME")).resolve(part));
        }
    }

    private static String up(Path home, String... options) {
        List<String> command = new java.util.ArrayList<>(
                List.of(Atelier.ROOT.resolve("atelier").toString(), "up", "--no-browser"));
        command.addAll(List.of(options));
        Atelier.Result result = Atelier.execute(command, Map.of("ATELIER_HOME", home.toString()), home.getParent());
        assertThat(result.exitCode()).isNotZero();
        return result.output();
    }
}
