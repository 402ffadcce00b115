package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.atelier.proof.Exchange.Answer;
import dev.atelier.proof.Exchange.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same requests, in the same order, to a real jupyter_server and to ours. They answer alike, but where the table says
 * otherwise and why; what the table says must be so. The contents API has a comparison of its own in the gateway's tests.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LikeJupyterTest {
    private Atelier atelier;
    private JupyterPeer peer;
    private Exchange ours;
    private Exchange theirs;
    private final Set<Difference> seen = new HashSet<>();

    /**
     * An intended difference.
     *
     * @param step a pattern for the step's line
     * @param part a pattern for the part of the answer
     */
    private record Difference(String step, String part, String reason) {

        boolean covers(String line, String differing) {
            return Pattern.matches(step, line) && Pattern.matches(part, differing);
        }
    }

    /** Every part of an answer that is one thing here and another there: an error instead of a model, say. */
    private static final String ALL = ".*";

    private static final List<Difference> DIFFERENCES = List.of(
            new Difference(
                    "GET /api/me.*",
                    "/identity/(display_name|initials|name|username)",
                    "a person has the name that admitted them, where jupyter_server draws one for each browser"),
            new Difference(
                    "GET /api/me.*",
                    "/permissions/updatable_fields/.*",
                    "nobody is called otherwise by their own wish"),
            new Difference("PATCH /api/me \\{.*", ALL, "the same: what a person is called is not changed here"),
            new Difference("GET /api/kernelspecs", "/kernelspecs/java/.*", "the Java kernel is there"),
            new Difference(
                    "GET /api/kernelspecs.*",
                    "(/kernelspecs/python3)?/spec/display_name",
                    "the name of the package that runs Python tells people nothing; an instance's name stands there"),
            new Difference(
                    "(nobody )?(GET /kernelspecs|GET /files|POST /files|GET /api|POST /api)/.*",
                    "(/|/message|/reason|body|policy (default-src|sandbox))",
                    "an error is JSON on every path, where jupyter_server has a page for some; it needs no sandbox"),
            new Difference(
                    "GET /api/kernels/.*/channels",
                    "(status|body|header X-Content-Type-Options|policy .*)",
                    "426 is the status for it, and every answer has the headers that protect it"),
            new Difference(
                    "POST /api/kernels/.*/restart",
                    "status",
                    "a kernel that is not there is not found, and no failure of the server"),
            new Difference(
                    "POST /api/kernels \\{\"name\":\"nonesuch\"}",
                    "(status|/traceback)",
                    "the same for a kernelspec that is not there"),
            new Difference(
                    "POST /api/sessions .*nonesuch.*",
                    "(status|/reason|/short_message)",
                    "the same; 501 would say that the server can't do it at all"),
            new Difference(
                    "(POST|GET) /api/sessions.*",
                    "(/notebook)?/name",
                    "JupyterLab's services take no null for a name, so it is the empty string"),
            new Difference(
                    "POST /api/events .*none.*",
                    ALL,
                    "events of any schema are taken, and told to whoever has subscribed"),
            new Difference(
                    "GET /api/nbconvert",
                    "/.*",
                    "the gateway converts no notebooks, and JupyterLab then offers no exports; jupyter nbconvert does it"),
            new Difference("GET /api/spec.yaml", "policy default-src", "it is below /api, where nothing is a page"),
            new Difference(
                    "POST /api/security/csp-report.*",
                    "status",
                    "there is nothing to say about a report: 204, not 200"),
            new Difference(
                    "nobody POST /api/security/csp-report.*",
                    ALL,
                    "a browser sends no token with a report, and jupyter_server's are lost for it"),
            new Difference(
                    "GET /api/resolvePath.*sub/../a.txt", "/resolved/0/path", "a path on the share never has .. in it"),
            new Difference("GET /files/sub", "status", "a folder is no file (400); it is forbidden to nobody (403)"),
            new Difference("HEAD /api/status", "status", "whatever can be got has a head (RFC 9110, section 9.3.2)"),
            new Difference("nobody GET /files/a.txt", "policy sandbox", "a redirect is no page"),
            new Difference(
                    "nobody (GET|POST) /log(in|out).*",
                    "policy .*",
                    "the page to sign in needs no script, so it may run none"),
            new Difference("GET /login.*", "header Location", "whoever is signed in goes to JupyterLab"));

    private static final List<String> SCRIPT = List.of(
            "GET /api",
            "GET /api/status",
            "GET /api/me",
            "GET /api/me?permissions=%7B%22kernels%22:%5B%22read%22,%22write%22%5D%7D",
            "GET /api/me?permissions=nonsense",
            "GET /api/me?permissions=%5B1%5D",
            "GET /api/me?permissions=%7B%22kernels%22:1%7D",
            "PATCH /api/me {\"name\":\"x\"}",
            "PATCH /api/me",
            "GET /api/kernelspecs",
            "GET /api/kernelspecs/python3",
            "GET /api/kernelspecs/nonesuch",
            "GET /kernelspecs/python3/logo-64x64.png",
            "GET /kernelspecs/python3/nonesuch.png",
            "GET /kernelspecs/nonesuch/logo-64x64.png",
            // Kernels.
            "GET /api/kernels",
            "POST /api/kernels {\"name\":\"python3\"} > kernel=/id",
            "GET /api/kernels",
            "GET /api/kernels/${kernel}",
            "GET /api/kernels/${kernel}/channels",
            "POST /api/kernels/${kernel}/interrupt",
            "POST /api/kernels/${kernel}/restart",
            "POST /api/kernels/${kernel}/nonesuch",
            "DELETE /api/kernels/${kernel}",
            "DELETE /api/kernels/${kernel}",
            "GET /api/kernels/${kernel}",
            "POST /api/kernels/${kernel}/interrupt",
            "POST /api/kernels/${kernel}/restart",
            "POST /api/kernels > kernel=/id",
            "DELETE /api/kernels/${kernel}",
            "POST /api/kernels {\"name\":\"python3\",\"path\":\"sub/a.ipynb\"} > kernel=/id",
            "DELETE /api/kernels/${kernel}",
            "POST /api/kernels {\"name\":\"nonesuch\"}",
            "POST /api/kernels {not json",
            "GET /api/kernels/nonesuch",
            "GET /api/kernels",
            // Sessions.
            "GET /api/sessions",
            "POST /api/sessions {\"path\":\"a.ipynb\",\"type\":\"notebook\",\"name\":\"a\",\"kernel\":{\"name\":\"python3\"}}"
                    + " > session=/id",
            "POST /api/sessions {\"path\":\"a.ipynb\",\"type\":\"notebook\",\"name\":\"a\",\"kernel\":{\"name\":\"python3\"}}"
                    + " > kernel=/kernel/id",
            "GET /api/sessions",
            "GET /api/sessions/${session}",
            "PATCH /api/sessions/${session} {\"path\":\"sub/b.ipynb\"}",
            "PATCH /api/sessions/${session} {\"name\":\"b\"}",
            "PATCH /api/sessions/${session} {\"type\":\"console\"}",
            "PATCH /api/sessions/${session} {}",
            "PATCH /api/sessions/${session}",
            "PATCH /api/sessions/${session} {\"kernel\":{\"id\":\"00000000-0000-0000-0000-000000000000\"}}",
            "PATCH /api/sessions/${session} {\"kernel\":{\"name\":\"python3\"}} > other=/kernel/id",
            "GET /api/kernels/${kernel}",
            "GET /api/kernels/${other}",
            "DELETE /api/sessions/${session}",
            "DELETE /api/sessions/${session}",
            "GET /api/kernels/${other}",
            "GET /api/sessions/${session}",
            "PATCH /api/sessions/${session} {\"name\":\"c\"}",
            "POST /api/sessions {\"type\":\"notebook\",\"kernel\":{\"name\":\"python3\"}}",
            "POST /api/sessions {\"path\":\"a.ipynb\",\"kernel\":{\"name\":\"python3\"}}",
            "POST /api/sessions",
            "POST /api/sessions {\"path\":\"a.ipynb\",\"type\":\"notebook\",\"kernel\":{\"name\":\"nonesuch\"}}",
            "POST /api/sessions {\"path\":\"a.ipynb\",\"type\":\"notebook\","
                    + "\"kernel\":{\"id\":\"00000000-0000-0000-0000-000000000000\",\"name\":\"python3\"}} > session=/id",
            "DELETE /api/sessions/${session}",
            "POST /api/sessions {\"path\":\"c.ipynb\",\"type\":\"notebook\"} > session=/id",
            "GET /api/sessions/${session} > kernel=/kernel/id",
            "DELETE /api/kernels/${kernel}",
            "GET /api/sessions",
            "GET /api/sessions/${session}",
            "DELETE /api/sessions/${session}",
            "POST /api/kernels {\"name\":\"python3\"} > kernel=/id",
            "POST /api/sessions {\"path\":\"d\",\"type\":\"console\",\"name\":\"d\",\"kernel\":{\"id\":\"${kernel}\"}} > session=/id",
            "DELETE /api/sessions/${session}",
            "GET /api/kernels",
            // Config.
            "GET /api/config/none",
            "PUT /api/config/test {\"a\":{\"b\":1,\"c\":{\"d\":2}},\"e\":[1,2]}",
            "PATCH /api/config/test {\"a\":{\"c\":{\"f\":3}},\"e\":[4]}",
            "PATCH /api/config/test {\"a\":{\"b\":null,\"no\":{\"such\":null}},\"missing\":null}",
            "PATCH /api/config/test {\"a\":{\"c\":{\"d\":null,\"f\":null}}}",
            "GET /api/config/test",
            "PUT /api/config/test {not json",
            "GET /api/config/a.b",
            // Terminals.
            "GET /api/terminals",
            "POST /api/terminals > terminal=/name",
            "GET /api/terminals",
            "GET /api/terminals/${terminal}",
            "DELETE /api/terminals/${terminal}",
            "DELETE /api/terminals/${terminal}",
            "GET /api/terminals/${terminal}",
            "POST /api/terminals {\"name\":\"mine\",\"cwd\":\"sub\"}",
            "POST /api/terminals {\"name\":\"mine\"}",
            "GET /api/terminals/mine",
            "DELETE /api/terminals/mine",
            "GET /api/terminals",
            // Events, and whatever else needs neither files nor kernels.
            "POST /api/events {\"schema_id\":\"https://example.org/none\",\"version\":\"1\",\"data\":{}}",
            "POST /api/events {}",
            "POST /api/events nonsense",
            "GET /api/nbconvert",
            "GET /api/spec.yaml",
            "POST /api/security/csp-report {\"csp-report\":{}}",
            "nobody POST /api/security/csp-report {\"csp-report\":{}}",
            "GET /api/resolvePath?path=a.txt",
            "GET /api/resolvePath?path=none.txt",
            "GET /api/resolvePath?path=/etc/passwd",
            "GET /api/resolvePath?path=../../etc/passwd",
            "GET /api/resolvePath?path=sub/../a.txt",
            "GET /api/resolvePath",
            "GET /files/a.txt",
            "HEAD /files/a.txt",
            "GET /files/a.txt?download=1",
            "GET /files/page.html",
            "GET /files/sub",
            "GET /files/none.txt",
            "POST /files/a.txt",
            "GET /api/nonesuch",
            "PUT /api/kernels",
            "OPTIONS /api/kernels",
            "HEAD /api/status",
            // Both with a trash, as they come.
            "DELETE /api/contents/sub",
            "DELETE /api/contents/page.html",
            "GET /api/contents?type=directory&content=0",
            // Signing in.
            "nobody GET /api",
            "nobody GET /api/status",
            "nobody GET /api/kernels",
            "nobody GET /api/contents",
            "nobody GET /files/a.txt",
            "nobody GET /kernelspecs/python3/logo-64x64.png",
            "nobody GET /login",
            "nobody POST /login password=wrong",
            "GET /login",
            "GET /login?next=%2Flab%2Ftree%2Fa",
            "GET /login?next=https%3A%2F%2Fexample.org%2F",
            "nobody GET /logout");

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        atelier = Atelier.up();
        Path root = Files.createDirectory(folder.resolve("root"));
        for (Path each : List.of(root, atelier.share())) {
            Files.createDirectories(each.resolve("sub/deeper"));
            Files.writeString(each.resolve("sub/b.txt"), "two\n");
            Files.writeString(each.resolve("a.txt"), "one\n");
            Files.writeString(each.resolve("page.html"), "<script>1</script>");
        }
        String token = atelier.token();
        peer = JupyterPeer.start(root, folder.resolve("home"), token);
        ours = new Exchange(atelier.url(), token);
        theirs = new Exchange(peer.url(), token);
    }

    @AfterAll
    void stop() {
        peer.close();
        atelier.close();
    }

    @TestFactory
    Stream<DynamicTest> answersAlike() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String line : SCRIPT) {
            tests.add(dynamicTest(line, () -> compare(line)));
        }
        tests.add(dynamicTest(
                "the table tells nothing that is not so",
                () -> assertThat(DIFFERENCES)
                        .allSatisfy(difference -> assertThat(seen).contains(difference))));
        return tests.stream();
    }

    private void compare(String line) {
        Step step = Step.of(line);
        Answer expected = theirs.ask(step);
        Answer actual = ours.ask(step);
        List<String> unintended = new ArrayList<>();
        for (String part : Answer.differences(expected, actual)) {
            List<Difference> covering =
                    DIFFERENCES.stream().filter(d -> d.covers(line, part)).toList();
            seen.addAll(covering);
            if (covering.isEmpty()) {
                unintended.add(part + ": jupyter_server has " + expected.part(part) + ", ours " + actual.part(part));
            }
        }
        assertThat(unintended).isEmpty();
    }
}
