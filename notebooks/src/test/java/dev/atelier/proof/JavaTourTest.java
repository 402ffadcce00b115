package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code java-tour.ipynb} on the installed kernel, run once by stock Jupyter; then each section's outputs. Its libraries
 * come from the build's local repository, which is served as the one that Maven Central is for a person.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JavaTourTest {
    private static final String NAME = "java-tour.ipynb";
    private static final Path COMMITTED = Atelier.ROOT.resolve("notebooks").resolve(NAME);
    private static final Path PYTHON = Path.of(Atelier.required("ATELIER_TEST_PYTHON"));

    @TempDir
    static Path folder;

    private NotebookFile tour;
    private List<String> served;

    @BeforeAll
    void run() throws IOException {
        Path home = folder.resolve("home");
        Files.createDirectories(home.resolve(".m2"));
        Path prefix = folder.resolve("prefix");
        succeed(
                List.of(
                        Atelier.ROOT.resolve("atelier").toString(),
                        "kernel",
                        "install",
                        "--no-aot",
                        "--prefix",
                        prefix.toString(),
                        "--jvm-option",
                        "-Duser.home=" + home),
                Map.of());
        Path notebook = Files.copy(COMMITTED, folder.resolve(NAME));
        try (RepositoryServer central = new RepositoryServer(Path.of(System.getProperty("atelier.local-repository")))) {
            Files.writeString(home.resolve(".m2/settings.xml"), """
                    <settings><mirrors><mirror><id>loopback</id><mirrorOf>*</mirrorOf><url>%s</url></mirror></mirrors>
                    </settings>
                    """.formatted(central.url()));
            succeed(
                    List.of(
                            PYTHON.resolve("bin/jupyter").toString(),
                            "execute",
                            "--timeout=120",
                            "--inplace",
                            notebook.toString()),
                    Map.of("JUPYTER_PATH", prefix.resolve("share/jupyter").toString()));
            served = central.served();
        }
        tour = NotebookFile.read(notebook);
    }

    private static void succeed(List<String> command, Map<String, String> environment) {
        Atelier.Result result = Atelier.execute(command, environment, folder);
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    private NotebookFile.Cell cell(String id) {
        return tour.cell(id);
    }

    private String plain(String id) {
        return cell(id).shown("text/plain");
    }

    private String html(String id) {
        return cell(id).shown("text/html");
    }

    private BufferedImage image(String id) throws IOException {
        byte[] png = Base64.getMimeDecoder().decode(cell(id).shown("image/png"));
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    private static long colours(BufferedImage image) {
        return Arrays.stream(image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
                .distinct()
                .count();
    }

    @Test
    void isCommittedWithoutOutputs() throws IOException {
        NotebookFile committed = NotebookFile.read(COMMITTED);
        assertThat(committed.json().path("nbformat").asText() + "."
                        + committed.json().path("nbformat_minor").asText())
                .isEqualTo("4.5");
        assertThat(committed
                        .json()
                        .path("metadata")
                        .path("kernelspec")
                        .path("name")
                        .asText())
                .isEqualTo("java");
        assertThat(committed.code()).allSatisfy(cell -> {
            assertThat(cell.json().path("outputs")).isEmpty();
            assertThat(cell.json().path("execution_count").isNull()).isTrue();
        });
        succeed(
                List.of(
                        PYTHON.resolve("bin/python").toString(),
                        "-c",
                        "import nbformat, sys; nbformat.validate(nbformat.read(sys.argv[1], as_version=4))",
                        COMMITTED.toString()),
                Map.of());
    }

    @Test
    void onlyWhatShouldFails() {
        assertThat(tour.code())
                .isNotEmpty()
                .allSatisfy(cell -> assertThat(cell.failed())
                        .as("%s%n%s", cell.id(), cell.error())
                        .isEqualTo(cell.tagged("raises-exception")));
    }

    @Test
    void nothingComplains() {
        assertThat(tour.code().stream().filter(cell -> !cell.id().equals("streams-of-output")))
                .allSatisfy(
                        cell -> assertThat(cell.stream("stderr")).as(cell.id()).isEmpty());
    }

    @Test
    void valuesAndTables() {
        assertThat(plain("first-value")).startsWith("8.3167");
        assertThat(html("planets"))
                .contains("<th align=\"left\">name</th><th>distance</th>")
                .contains("<td>Mars</td><td align=\"right\">1.5237</td>");
        assertThat(html("readings"))
                .contains("<td>2026-01-01</td><td>Harbour</td><td align=\"right\">2.7</td>")
                .contains("<summary>Rows 21 to 110</summary>")
                .contains("200 of 1,095 rows, 3 columns");
        assertThat(html("streams")).contains("<td>Hill</td><td align=\"right\">7.07");
        assertThat(html("windows")).contains("<td>from</td><td>2026-06-18</td>");
    }

    @Test
    void declarationsChangeAndNeedEachOther() {
        assertThat(plain("redefine-1")).isEqualTo("Mercury takes 88.0 days");
        assertThat(plain("redefine-3")).isEqualTo("Mercury takes 88 days");
        assertThat(plain("classes")).isEqualTo("[3.141592653589793, 4.0, 12.0]");
    }

    @Test
    void errorsAreMarked() {
        assertThat(cell("exception").error())
                .startsWith("java.util.NoSuchElementException: No value present")
                .containsPattern("-> +4 +\\.get\\(\\);")
                .containsPattern("at heaviest\\(Cell \\[\\d+\\]:4\\)")
                .doesNotContain("dev.atelier")
                .doesNotContain("REPL");
        assertThat(cell("compile-error").error())
                .contains("double cannot be converted")
                .containsPattern("-> +1 String heavy = .*\n +\\^~");
        assertThat(cell("missing-semicolon").error()).contains("';' expected").containsPattern("\n +\\^");
    }

    @Test
    void outputComesAsItIsMade() {
        assertThat(cell("streams-of-output").stream("stdout")).contains("standard output");
        assertThat(cell("streams-of-output").stream("stderr")).isEqualTo("and this to the standard error.\n");
        // What comes after the cell's end is Jupyter's to show; nbclient does not.
        assertThat(cell("threads").stream("stdout")).startsWith("Hello from Mercury\n");
        assertThat(cell("progress").shown().getFirst().as("text/plain")).startsWith("Throwing darts  100% 40/40 [");
        assertThat(cell("progress").shown().getFirst().as("text/html")).contains("<progress value=\"40\" max=\"40\"");
        assertThat(plain("progress")).isEqualTo("3.1417281");
        assertThat(cell("update").shown()).hasSize(1);
        assertThat(cell("update").shown("text/markdown")).isEqualTo("**Lift-off!**");
        assertThat(cell("clear").stream("stdout")).isEqualTo("Now passing Neptune\n");
    }

    @Test
    void moreThanText() throws IOException {
        assertThat(html("html")).startsWith("<table>").contains("<td style=\"text-align:left\">Jupiter</td>");
        assertThat(cell("latex").shown().getFirst().as("text/markdown")).contains("**year**");
        assertThat(cell("latex").shown("text/latex")).isEqualTo("$$T^2 = a^3$$");
        JsonNode law = cell("json").shown().getFirst().tree("application/json");
        assertThat(law.path("years").path(1).asInt()).isEqualTo(1619);
        JsonNode chart = cell("chart").shown().getFirst().tree("application/vnd.vegalite.v5+json");
        assertThat(chart.path("data").path("values")).hasSize(1095);
        assertThat(chart.path("data").path("values").path(0).path("day").asText())
                .isEqualTo("2026-01-01");
        assertThat(chart.path("encoding").path("y").path("field").asText()).isEqualTo("celsius");
        BufferedImage mandelbrot = image("image");
        assertThat(mandelbrot.getWidth()).isEqualTo(600);
        assertThat(mandelbrot.getHeight()).isEqualTo(360);
        assertThat(colours(mandelbrot)).isGreaterThan(1_000);
        assertThat(cell("renderers").shown().getFirst().as("image/svg+xml")).contains("<rect");
        assertThat(cell("renderers").shown("image/svg+xml")).contains("<circle");
        assertThat(plain("renderers")).isEqualTo("Disc[radius=2.5]");
    }

    @Test
    void librariesComeFromMaven() throws IOException {
        assertThat(plain("maven")).matches("Added \\d+ jars \\(.*\\) in .* s\\.");
        assertThat(plain("pom")).matches("Added \\d+ jars? \\(.*\\) in .* s\\.");
        // Nothing of the kernel's own is in the way.
        assertThat(cell("maven").stream("stdout") + cell("pom").stream("stdout"))
                .isEmpty();
        assertThat(served).anyMatch(path -> path.endsWith("/tablesaw-core-0.44.4.jar"));
        assertThat(folder.resolve("home/.m2/repository/org/knowm/xchart/xchart/3.8.8/xchart-3.8.8.jar"))
                .exists();
        assertThat(html("tablesaw"))
                .contains("<th>Mean [celsius]</th>")
                .contains("<td>Hill</td><td align=\"right\">7.07")
                .contains("<td align=\"right\">22.7</td>");
        BufferedImage chart = image("xchart");
        assertThat(chart.getWidth()).isEqualTo(600);
        assertThat(colours(chart)).isGreaterThan(10);
    }

    @Test
    void magics() {
        assertThat(cell("help").stream("stdout") + cell("help").json().path("outputs"))
                .contains("%maven")
                .contains("%timeit");
        assertThat(cell("time").json().path("outputs").toString()).contains("22.7");
        assertThat(cell("time").stream("stdout")).matches("\\d+\\.\\d{3} s\n");
        assertThat(cell("timeit").stream("stdout")).contains("per loop (mean ± std. dev. of 3 runs");
        assertThat(cell("bash-cell").stream("stdout")).startsWith("Greetings to Mars from ");
        assertThat(plain("load")).startsWith("4.61");
        assertThat(folder.resolve("kepler.jsh")).doesNotExist();
        assertThat(plain("whos"))
                .containsPattern("planets +List<Planet> +\\[Planet\\[name=Mercury")
                .containsPattern("yearAt\\(double\\) +double")
                .containsPattern("Shape +interface");
        assertThat(html("whos")).contains("List&lt;Planet&gt;");
        assertThat(cell("history").stream("stdout"))
                .contains("7: long rounded(double number)")
                .contains("8: inDays(planets.getFirst())");
    }

    @Test
    void threadsByTheThousand() {
        assertThat(plain("virtual-threads")).isEqualTo("10000");
    }
}
