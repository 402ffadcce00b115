package dev.atelier.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.kernel.message.Json;
import dev.atelier.kernel.message.Message;
import dev.atelier.kernel.process.KernelClient.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code %maven} and {@code %%pom} in a real kernel, against a repository of the test's own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class MavenTest {
    @TempDir
    static Path folder;

    private MavenServer server;
    private KernelProcess kernel;
    private KernelClient client;

    @BeforeAll
    void start() throws IOException {
        server = new MavenServer(folder);
        server.artifact("zoo.base:fur:1.0");
        server.artifact("zoo.base:fur:1.1");
        server.artifact("zoo:cat:1.0", "zoo.base:fur:1.0");
        server.artifact("zoo:cat:2.0-beta1", "zoo.base:fur:1.0");
        server.artifact("zoo:dog:3.0", "zoo.base:fur:1.1");
        server.artifact("zoo:dog:3.1", "zoo.base:fur:1.1");
        server.artifact("zoo:fish:1.0");
        server.artifact("zoo:newt:1.0");
        server.artifact("zoo:newt:1.2");
        server.artifact("zoo:newt:1.10");
        server.artifact("zoo:newt:2.0-rc1");
        server.artifact("zoo:slow:1.0");
        server.artifact("zoo:hanging:1.0");
        server.artifact("zoo:bird:1.0", "zoo:nest:1.0");
        server.artifact("zoo:nest:1.0");
        server.artifact("zoo:mole:1.0");
        server.artifact("zoo:owl:1.0");
        server.artifact("zoo:dodo:1.0");
        server.artifact("zoo:ape:1.0", "zoo:flea:1.0", "zoo:louse:1.0");
        server.artifact("zoo:flea:1.0");
        server.artifact("zoo:louse:1.0");
        server.artifact("com.google.code.gson:gson:2.0");
        // A class that the kernel's own resolver has too.
        server.artifact("org.slf4j:logger:0.1");
        server.pom(
                "zoo:bom:1.0",
                "pom",
                "<dependencyManagement><dependencies>" + MavenServer.dependency("zoo:owl:1.0")
                        + "</dependencies></dependencyManagement>");
        Path home = folder.resolve("home");
        Files.createDirectories(home.resolve(".m2"));
        Files.writeString(
                home.resolve(".m2/settings.xml"),
                settings("<mirrors><mirror><id>test</id><mirrorOf>*</mirrorOf><url>" + server.url()
                        + "</url></mirror></mirrors>"));
        kernel = new KernelProcess(folder, List.of("-Duser.home=" + home));
        client = new KernelClient(kernel.connection());
    }

    private static String settings(String inner) {
        return "<settings>" + inner + "</settings>";
    }

    @AfterAll
    void stop() {
        client.close();
        kernel.close();
        server.close();
    }

    private Result run(String code) {
        Result result = client.run(code);
        assertThat(result.status()).as(result.reply().content().toString()).isEqualTo("ok");
        return result;
    }

    private String error(String code) {
        Result result = client.run(code);
        assertThat(result.status()).isEqualTo("error");
        return result.only("error").text("evalue");
    }

    private static String lastLine(Result result) {
        return result.published().stream()
                .filter(m -> m.type().equals("update_display_data"))
                .map(m -> m.content().path("data").path("text/plain").asText())
                .reduce("", (earlier, later) -> later);
    }

    private Path inRepository(String path) {
        return folder.resolve("home/.m2/repository").resolve(path);
    }

    @Test
    void aLibraryAndWhatItNeedsAreThereInTheNextCell() {
        Result added = run("var jars = %maven zoo:bird:1.0");
        assertThat(lastLine(added)).startsWith("Added 2 jars (").endsWith(" s.");
        assertThat(run("zoo.Bird.version() + zoo.Nest.version() + jars.size()").value())
                .isEqualTo("1.01.02");
        assertThat(run("%maven zoo:bird:1.0").published().toString()).contains("Everything is there already");
        assertThat(run("%classpath").stream("stdout")).containsOnlyOnce("bird-1.0.jar");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Files.exists(inRepository("zoo/bird/1.0/bird-1.0-sources.jar")));
    }

    @Test
    void whatIsThereStays() {
        run("%maven zoo:cat:1.0");
        Result other = run("%maven zoo:dog:3.0");
        assertThat(other.stream("stdout"))
                .contains("zoo.base:fur is there already in version 1.0, which stays")
                .contains("1.1");
        assertThat(lastLine(other)).startsWith("Added 1 jar ");
        assertThat(run("zoo.Dog.version() + zoo.base.Fur.version()").value()).isEqualTo("3.01.0");
        Result direct = run("%maven zoo:dog:3.1");
        assertThat(direct.stream("stdout"))
                .contains("zoo:dog is there already in version 3.0")
                .contains("3.1");
        assertThat(run("zoo.Dog.version()").value()).isEqualTo("3.0");
        assertThat(run("%maven com.google.code.gson:gson:2.0").stream("stdout")).contains("The kernel itself uses it.");
    }

    @Test
    void aNotebooksOwnVersionOfWhatTheResolverUsesWins() {
        run("%maven org.slf4j:logger:0.1");
        assertThat(run("org.slf4j.Logger.version()").value()).isEqualTo("0.1");
        assertThat(client.run("Class.forName(\"org.eclipse.aether.RepositorySystem\")")
                        .status())
                .isEqualTo("error");
    }

    @Test
    void severalOverACellAndTheNewestFinishedOne() {
        run("%%maven\n# animals\nzoo:fish:1.0 // wet\n\nzoo:newt\n");
        assertThat(run("zoo.Fish.version() + zoo.Newt.version()").value()).isEqualTo("1.01.10");
    }

    @Test
    void aPomWithABomAndProperties() {
        run(
                "%%pom\n<project>\n<properties><mole>1.0</mole></properties>\n<dependencyManagement><dependencies><dependency>"
                        + "<groupId>zoo</groupId><artifactId>bom</artifactId><version>1.0</version><type>pom</type>"
                        + "<scope>import</scope></dependency></dependencies></dependencyManagement>\n<dependencies>"
                        + MavenServer.dependency("zoo:owl") + MavenServer.dependency("zoo:mole:${mole}")
                        + "</dependencies></project>");
        assertThat(run("zoo.Owl.version() + zoo.Mole.version()").value()).isEqualTo("1.01.0");
        String part = "%%pom\n<dependency><groupId>zoo</groupId><artifactId>owl</artifactId><version>1.0</version>"
                + "<scope>test</scope></dependency>\n";
        assertThat(error(part)).contains("Left out zoo:owl:1.0, which is of scope test");
        assertThat(error("%%pom\n<dependencies>" + MavenServer.dependency("zoo:mole") + "</dependencies>"))
                .contains("zoo:mole");
        assertThat(error("%%pom\n<dependencies>\n<dependency>\n</wrong>")).contains("Line 3");
    }

    @Test
    void whatDoesNotExistIsSaid() {
        assertThat(error("%maven zoo:unicorn:1.0"))
                .isEqualTo("There is no artifact zoo:unicorn:1.0 in test (" + server.url() + ").");
        assertThat(error("%maven zoo:newt:9"))
                .contains("zoo:newt has no version 9")
                .contains("1.10, 1.2, 1.0");
        assertThat(error("%maven zoo:unicorn")).startsWith("There is no artifact zoo:unicorn in test");
        assertThat(error("%maven zoo:newt:jar:linux:1.0")).contains("without linux jar");
        assertThat(error("%maven unicorn"))
                .contains("“unicorn” is no Maven coordinate")
                .contains("GROUP:ARTIFACT:VERSION");
        assertThat(error("%maven zoo:newt:1.0 --offline --settings nosuch.xml")).contains("no settings file");
        assertThat(error("%maven zoo:dodo:1.0 --offline")).contains("zoo:dodo:1.0 is not in the local repository");
    }

    @Test
    void anUnreachableRepositoryIsNamedWithoutItsCredentials() throws IOException {
        Path file = folder.resolve("gone.xml");
        Files.writeString(
                file,
                settings("<mirrors><mirror><id>gone</id><mirrorOf>*</mirrorOf>"
                        + "<url>http://me:secret@127.0.0.1:1/</url></mirror></mirrors>"));
        assertThat(error("%maven zoo:otter:1.0 --settings " + file))
                .contains("gone (http://127.0.0.1:1/) cannot be reached: it refused the connection")
                .doesNotContain("secret");
        Files.writeString(file, "<settings><nonsense>");
        assertThat(error("%maven zoo:otter:1.0 --settings " + file)).startsWith("Maven's settings cannot be used");
    }

    @Test
    void credentialsComeFromTheSettings() throws IOException {
        try (MavenServer closed = new MavenServer(folder)) {
            closed.artifact("zoo:lion:1.0");
            closed.requireCredentials("keeper", "pass word");
            Path file = folder.resolve("lions.xml");
            String repo = " --repo lions=" + closed.url();
            Files.writeString(file, settings(""));
            assertThat(error("%maven zoo:lion --settings " + file + " --exclude a:b --repo central=" + closed.url()))
                    .contains("central (" + closed.url() + ") refuses access (401)");
            Files.writeString(
                    file,
                    settings("<servers><server><id>lions</id><username>keeper</username><password>pass word</password>"
                            + "</server></servers><mirrors><mirror><id>test</id><mirrorOf>central</mirrorOf><url>"
                            + server.url() + "</url></mirror></mirrors>"));
            run("%maven zoo:lion:1.0 --no-sources --settings " + file + repo);
            assertThat(run("zoo.Lion.version()").value()).isEqualTo("1.0");
        }
    }

    @Test
    void excludedAndDryRun() {
        Result dry = run("%maven zoo:ape:1.0 --exclude zoo:fl* --exclude zoo:flea --dry-run");
        assertThat(dry.stream("stdout"))
                .contains("zoo:ape:1.0")
                .contains("zoo:louse:1.0")
                .doesNotContain("zoo:flea");
        assertThat(lastLine(dry)).startsWith("Would add 2 jars (");
        assertThat(run("%classpath").stream("stdout")).doesNotContain("ape-1.0.jar");
        assertThat(error("%maven zoo:ape:1.0 --exclude flea")).contains("“flea”");
    }

    @Test
    void progressIsDrawnInOnePlace() {
        Result slow = run("%maven zoo:slow:1.0");
        List<String> drawn = slow.published().stream()
                .filter(m -> m.type().equals("update_display_data"))
                .map(m -> m.content().path("data").path("text/plain").asText())
                .toList();
        assertThat(drawn).anyMatch(text -> text.matches("(?s).*slow-1\\.0\\.jar {2}\\d+ kB of 40\\d kB, \\d+%.*"));
        assertThat(drawn.getLast()).startsWith("Added 1 jar (");
        slow.only("display_data");
    }

    @Test
    void anInterruptEndsADownloadThatHangs() {
        Message started = client.startCell("%maven zoo:hanging:1.0");
        client.published(
                m -> m.content().path("data").path("text/plain").asText().contains("hanging-1.0.jar"));
        client.control("interrupt_request");
        Result result = client.finish(started);
        assertThat(result.reply().text("ename")).isEqualTo("KeyboardInterrupt");
        assertThat(lastLine(result)).isEqualTo("Interrupted; nothing was added.");
        assertThat(run("%classpath").stream("stdout")).doesNotContain("hanging");
    }

    private String completed(String code) {
        ObjectNode request = Json.object().put("code", code).put("cursor_pos", code.length());
        return client.ask("complete_request", request).content().path("matches").toString();
    }

    @Test
    void coordinatesAreCompletedFromTheLocalRepository() {
        run("%maven zoo:fish:1.0");
        assertThat(completed("%maven zo")).contains("\"zoo.\"");
        assertThat(completed("%maven zoo.")).contains("\"zoo:fish:\"");
        assertThat(completed("%maven zoo:fi")).isEqualTo("[\"zoo:fish:\"]");
        assertThat(completed("%maven zoo:fish:")).isEqualTo("[\"zoo:fish:1.0\"]");
        assertThat(completed("%maven --off")).isEqualTo("[\"--offline\"]");
    }
}
