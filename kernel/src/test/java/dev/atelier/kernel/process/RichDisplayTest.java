package dev.atelier.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.kernel.message.Message;
import dev.atelier.kernel.process.KernelClient.Result;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** What cells show, in a real kernel. */
class RichDisplayTest extends OneKernel {
    private Result run(String code) {
        Result result = client.run(code);
        assertThat(result.reply().text("evalue")).isEmpty();
        return result;
    }

    private static JsonNode data(Message message) {
        return message.content().path("data");
    }

    private JsonNode value(String code) {
        return data(run(code).only("execute_result"));
    }

    private List<String> plains(Result result) {
        return result.published().stream()
                .filter(m -> m.type().endsWith("display_data"))
                .map(m -> data(m).path("text/plain").asText())
                .toList();
    }

    @Test
    void peopleRegisterRenderersForTheirTypes() {
        run("interface Shape {}\nrecord Dot(int x) implements Shape {}\nrecord Line(int to) implements Shape {}");
        run("renderers().register(Shape.class, \"text/html\", s -> \"<i>shape</i>\")"
                + ".register(Dot.class, \"text/html\", d -> \"<b>\" + d.x() + \"</b>\");");
        assertThat(value("new Dot(7)").path("text/html").asText()).isEqualTo("<b>7</b>");
        assertThat(value("new Dot(7)").path("text/plain").asText()).isEqualTo("Dot[x=7]");
        assertThat(value("new Line(7)").path("text/html").asText()).isEqualTo("<i>shape</i>");
        run("renderers().register(Dot.class, \"text/html\", d -> { throw new IllegalStateException(\"no ink\"); });");
        Result failing = run("new Dot(8)");
        assertThat(data(failing.only("execute_result")).path("text/plain").asText())
                .isEqualTo("Dot[x=8]");
        assertThat(failing.stream("stderr")).contains("Dot").contains("no ink");
        assertThat(run("new Dot(9)").stream("stderr")).isEmpty();
    }

    @Test
    void numbersCanHaveRenderersToo() {
        run("renderers().register(java.math.BigDecimal.class, \"text/latex\", d -> \"$\" + d + \"$\");");
        assertThat(value("new BigDecimal(\"1.50\")").path("text/latex").asText())
                .isEqualTo("$1.50$");
        assertThat(value("1 + 1").size()).isEqualTo(1);
    }

    @Test
    void imagesWithTheirSize() throws IOException {
        Message shown = run("new java.awt.image.BufferedImage(30, 20, java.awt.image.BufferedImage.TYPE_INT_RGB)")
                .only("execute_result");
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(
                Base64.getDecoder().decode(data(shown).path("image/png").asText())));
        assertThat(image.getWidth()).isEqualTo(30);
        assertThat(shown.content().path("metadata").path("image/png").toString())
                .isEqualTo("{\"width\":30,\"height\":20}");
        assertThat(data(shown).path("text/plain").asText()).isEqualTo("BufferedImage (30 × 20)");
        assertThat(value("Optional.of(new java.awt.image.BufferedImage(3, 2, 1))")
                        .has("image/png"))
                .isTrue();
    }

    @Test
    void aKernelHasNoScreen() {
        assertThat(value("java.awt.GraphicsEnvironment.isHeadless()")
                        .path("text/plain")
                        .asText())
                .isEqualTo("true");
    }

    @Test
    void jsonTypesCarryTrees() {
        for (String spec : List.of(
                "\"{\\\"mark\\\": \\\"bar\\\", \\\"n\\\": [1, null]}\"",
                "Map.of(\"mark\", \"bar\", \"n\", Arrays.asList(1, null))")) {
            Result result = run("display(" + spec + ", \"application/vnd.vegalite.v5+json\");");
            JsonNode tree = data(result.only("display_data")).path("application/vnd.vegalite.v5+json");
            assertThat(tree.path("mark").asText()).isEqualTo("bar");
            assertThat(tree.path("n").toString()).isEqualTo("[1,null]");
        }
        Result broken = client.run("display(\"{mark\", \"application/json\");");
        assertThat(broken.reply().text("evalue")).contains("no JSON").contains("line 1");
    }

    @Test
    void whatNobodyCanShowIsAnErrorThatSaysWhatToDo() {
        assertThat(client.run("display(42, \"image/png\")").reply().text("evalue"))
                .contains("Integer")
                .contains("renderers().register");
        assertThat(client.run("display(new byte[] {1, 2}, \"image/png\")")
                        .reply()
                        .text("evalue"))
                .contains("2 bytes");
        assertThat(client.run("display(1, \"html\")").reply().text("evalue")).contains("no MIME type");
    }

    @Test
    void renderAsOtherJavaKernelsHaveIt() {
        assertThat(value("render(\"<b>x</b>\", \"text/html\")")
                        .path("text/html")
                        .asText())
                .isEqualTo("<b>x</b>");
        assertThat(value("render(Map.of(\"a\", 1), \"application/json\")")
                        .path("application/json")
                        .path("a")
                        .asInt())
                .isEqualTo(1);
        Result same = run("var data = render(\"# x\", \"text/markdown\");\ndata.setDisplayId(\"mine\");\ndisplay(data);"
                + "updateDisplay(\"mine\", \"y\", \"text/markdown\");");
        assertThat(same.only("display_data").content().path("transient"))
                .isEqualTo(same.only("update_display_data").content().path("transient"));
    }

    @Test
    void longTablesPageWithoutScripts() {
        run("record Row(int n, String s) {}");
        String html = value("java.util.stream.IntStream.range(0, 5_000).mapToObj(n -> new Row(n, \"s\" + n)).toList()")
                .path("text/html")
                .asText();
        assertThat(html)
                .contains("<td>s19</td></tr></tbody></table><details>")
                .contains("<summary>Rows 21 to 110</summary>")
                .contains("200 of 5,000 rows, 2 columns")
                .doesNotContain("s200<")
                .doesNotContain("<script");
    }

    @Test
    void hostileValuesDoNotHurt() {
        run("""
                record Bad(int ok) { public int ok() { throw new IllegalStateException(); } }
                class Mute { @Override public String toString() { throw new IllegalStateException("mute"); } }
                class Endless extends AbstractList<Integer> {
                    @Override public int size() { return Integer.MAX_VALUE; }
                    @Override public Integer get(int i) { return i; }
                }
                class Broken extends AbstractList<Integer> {
                    @Override public int size() { return 3; }
                    @Override public Integer get(int i) { if (i == 1) throw new IllegalStateException(); return i; }
                }""");
        assertThat(value("List.of(new Bad(1))").path("text/html").asText()).contains("⚠ IllegalStateException");
        assertThat(value("Arrays.asList(1, new Mute())").path("text/plain").asText())
                .isEqualTo("[1, (Mute: toString failed with IllegalStateException)]");
        assertThat(value("new Endless()").path("text/plain").asText())
                .startsWith("[0, 1, 2,")
                .endsWith("more …, 2147483642, 2147483643, 2147483644, 2147483645, 2147483646]");
        assertThat(value("new Broken()").path("text/plain").asText()).startsWith("[0, … (Broken: reading on failed");
        assertThat(value("var a = new ArrayList<Object>(); var b = new ArrayList<Object>(); a.add(b); b.add(a); a")
                        .path("text/plain")
                        .asText())
                .contains("…");
        assertThat(client.run("new Mute()").reply().text("evalue")).isEqualTo("mute");
        assertThat(client.run("display(a, \"application/json\")").reply().text("evalue"))
                .contains("holds itself");
    }

    @Test
    void aStreamIsNotConsumed() {
        run("var stream = Stream.of(1, 2, 3);");
        assertThat(value("stream").path("text/plain").asText()).contains("toList()");
        assertThat(value("stream.count()").path("text/plain").asText()).isEqualTo("3");
    }

    @Test
    void aLoopWithABar() {
        Result result = run("int sum = 0; for (var n : progress(List.of(1, 2, 3), \"Adding\")) { sum += n; } sum");
        assertThat(result.value()).isEqualTo("6");
        assertThat(plains(result).getFirst()).startsWith("Adding  0% 0/3 [00:00<");
        assertThat(plains(result).getLast()).startsWith("Adding  100% 3/3 [00:00<00:00, ");
        assertThat(result.published().stream()
                        .filter(m -> m.type().endsWith("display_data"))
                        .map(m -> m.content().path("transient"))
                        .distinct())
                .hasSize(1);
    }

    @Test
    void aFastLoopDrawsSeldom() {
        Result result = run("for (int i : progress(1_000_000)) { }");
        assertThat(plains(result).getLast()).startsWith("100% 1000000/1000000");
        assertThat(plains(result)).hasSizeLessThan(400);
    }

    @Test
    void manyThreadsMoveOneBar() {
        Result result = run("""
                try (var bar = progressBar(1_000, "Load"); var pool = Executors.newVirtualThreadPerTaskExecutor()) {
                    for (int i = 0; i < 1_000; i++) pool.submit(bar::step);
                    pool.close();
                    bar.label("Done");
                }""");
        assertThat(plains(result).getLast()).startsWith("Done  100% 1000/1000");
    }

    @Test
    void aLoopThatFailsLeavesItsBarWhereItWas() {
        Message request = client.startCell(
                "for (int i : progress(4, \"Failing\")) { if (i == 2) { Thread.sleep(300); throw new IllegalStateException(); } }");
        Message last = client.published(m -> m.type().equals("update_display_data")
                && data(m).path("text/plain").asText().contains("2/4"));
        assertThat(data(last).path("text/html").asText()).contains("<progress value=\"2\" max=\"4\"");
        assertThat(client.finish(request).status()).isEqualTo("error");
    }
}
