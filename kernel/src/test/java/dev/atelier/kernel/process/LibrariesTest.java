package dev.atelier.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.kernel.process.KernelClient.Result;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real libraries, on the class path of a notebook alone: adding the jar is all that a person does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class LibrariesTest {
    private static final Predicate<String> LIBRARY = Pattern.compile(
                    ".*[/\\\\](tablesaw|pebble|dflib|xchart|jfreechart)-[^/\\\\]*\\.jar")
            .asMatchPredicate();

    @TempDir
    static Path folder;

    private KernelProcess kernel;
    private KernelClient client;

    @BeforeAll
    void start() throws IOException {
        kernel = new KernelProcess(
                folder, classPath(LIBRARY.negate()).collect(Collectors.joining(File.pathSeparator)), Map.of());
        client = new KernelClient(kernel.connection());
        assertThat(client.run("Class.forName(\"org.knowm.xchart.XYChart\")").status())
                .isEqualTo("error");
        assertThat(classPath(LIBRARY)).hasSizeGreaterThanOrEqualTo(5);
        classPath(LIBRARY)
                .forEach(jar -> assertThat(client.run("%jar " + jar).status()).isEqualTo("ok"));
    }

    private static Stream<String> classPath(Predicate<String> which) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(which);
    }

    @AfterAll
    void stop() {
        client.close();
        kernel.close();
    }

    private JsonNode shown(String code) {
        Result result = client.run(code);
        assertThat(result.stream("stderr")).doesNotContain("failed");
        return result.only("execute_result").content();
    }

    private static BufferedImage image(JsonNode content) throws IOException {
        byte[] png = Base64.getDecoder()
                .decode(content.path("data").path("image/png").asText());
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        JsonNode size = content.path("metadata").path("image/png");
        assertThat(size.path("width").asInt()).isEqualTo(image.getWidth());
        assertThat(size.path("height").asInt()).isEqualTo(image.getHeight());
        return image;
    }

    private static long colours(BufferedImage image) {
        return Arrays.stream(image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
                .distinct()
                .count();
    }

    @Test
    void tablesOfTablesaw() {
        JsonNode data = shown("""
                import tech.tablesaw.api.*;
                Table.create("t", IntColumn.create("n", 1, 2), StringColumn.create("s", "<a>", null),
                    DoubleColumn.create("d", 0.5, Double.NaN))""").path("data");
        assertThat(data.path("text/html").asText())
                .contains("<th>n</th>")
                .contains("<td align=\"right\">2</td>")
                .contains("<td>&lt;a&gt;</td>")
                .contains("<td align=\"right\">0.5</td>")
                .containsPattern("2</td><td><span[^>]*>null</span></td><td align=\"right\"><span[^>]*>null</span>");
        assertThat(data.path("text/plain").asText()).contains("0.5").contains("<a>");
    }

    @Test
    void figuresOfTablesawAsPlotly() {
        JsonNode plot = shown("""
                tech.tablesaw.plotly.api.LinePlot.create("Title",
                    tech.tablesaw.api.Table.create(tech.tablesaw.api.IntColumn.create("x", 1, 2),
                        tech.tablesaw.api.IntColumn.create("y", 3, 4)), "x", "y")""").path("data").path("application/vnd.plotly.v1+json");
        assertThat(plot.path("layout").path("title").asText()).isEqualTo("Title");
        assertThat(plot.path("data").path(0).path("type").asText()).isEqualTo("scatter");
        assertThat(plot.path("data").path(0).path("y").path(1).asText()).isEqualTo("4");
    }

    @Test
    void framesOfDflib() {
        String html = shown("""
                org.dflib.DataFrame.byArrayRow("a", "b").appender()
                    .append(1, "x").append(2, null).append(300, "<y>").toDataFrame()""").path("data").path("text/html").asText();
        assertThat(html)
                .contains("<th>a</th>")
                .contains("<td align=\"right\">300</td>")
                .contains("<td>&lt;y&gt;</td>")
                .contains(">null</span>");
    }

    @Test
    void chartsOfXChart() throws IOException {
        JsonNode content = shown("""
                import org.knowm.xchart.*;
                var chart = new XYChartBuilder().width(320).height(200).title("Waves").build();
                chart.addSeries("s", new double[] {0, 1, 2}, new double[] {0, 1, 0});
                chart""");
        BufferedImage image = image(content);
        assertThat(image.getWidth()).isEqualTo(320);
        assertThat(image.getHeight()).isEqualTo(200);
        assertThat(colours(image)).isGreaterThan(2);
        assertThat(content.path("data").path("text/plain").asText()).contains("Waves");
    }

    @Test
    void chartsOfJFreeChart() throws IOException {
        BufferedImage image = image(shown("""
                var data = new org.jfree.data.category.DefaultCategoryDataset();
                data.addValue(1, "row", "column");
                org.jfree.chart.ChartFactory.createBarChart("Bars", "x", "y", data)"""));
        assertThat(image.getWidth()).isGreaterThan(300);
        assertThat(colours(image)).isGreaterThan(2);
    }

    @Test
    void aChartThatCannotBeDrawnIsSaidToBeSo() {
        Result result = client.run("""
                new org.knowm.xchart.XYChartBuilder().width(1_000_000).height(1_000_000).build()""");
        assertThat(result.status()).isEqualTo("ok");
        assertThat(result.stream("stderr")).contains("1000000").contains("shown as text");
    }
}
