package dev.atelier.kernel.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.JsonParser;
import dev.atelier.kernel.display.adapter.Adapters;
import dev.atelier.kernel.message.Json;
import java.awt.image.BufferedImage;
import java.awt.image.FilteredImageSource;
import java.awt.image.ReplicateScaleFilter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ValueRendererTest {
    private static final String VEGA = "application/vnd.vegalite.v5+json";

    private final List<String> told = new ArrayList<>();
    private final ValueRenderer values = new ValueRenderer(
            () -> {
                throw new AssertionError("nobody registered with the base kernel");
            },
            () -> false,
            new RendererRegistry(ValueRendererTest.class::getClassLoader, told::add),
            new Adapters(),
            told::add);

    private JsonNode json(Object value) {
        return values.renderAs(value, VEGA).data().path(VEGA);
    }

    private String plain(Object value) {
        return values.render(Optional.of(value)).data().path("text/plain").asText();
    }

    private record Point(int x, Double y) {}

    @Test
    void whateverIsJsonBecomesATree() {
        JsonNode expected = json("{\"x\": 1, \"y\": null}");
        assertThat(expected.isObject()).isTrue();
        assertThat(json(new Point(1, null))).isEqualTo(expected);
        assertThat(json(new Point(1, Double.NaN))).isEqualTo(expected);
        assertThat(json(Json.object().put("x", 1).putNull("y"))).isEqualTo(expected);
        assertThat(json(JsonParser.parseString("{\"x\": 1, \"y\": null}"))).isEqualTo(expected);
        assertThat(json(List.of(LocalDate.of(2025, 1, 2), Path.of("a/b"))).toString())
                .isEqualTo("[\"2025-01-02\",\"a/b\"]");
        assertThat(json(List.of(new int[] {1, 2}, Optional.of("t"), 'c', true)).toString())
                .isEqualTo("[[1,2],\"t\",\"c\",true]");
        assertThat(values.renderAs(Map.of("a", 1), VEGA)
                        .data()
                        .path("text/plain")
                        .asText())
                .isEqualTo("{a=1}");
    }

    @Test
    void whatIsNoJsonIsRefusedWithAReason() {
        List<Object> own = new ArrayList<>();
        own.add(own);
        refused("{\"x\"", "no JSON");
        refused("", "empty");
        refused("1 2", "no JSON");
        refused(Thread.currentThread(), "Thread cannot become JSON");
        refused(own, "holds itself");
        refused(Collections.nCopies(10_000_000, 1), "1000000");
    }

    private void refused(Object value, String reason) {
        assertThatIllegalArgumentException().isThrownBy(() -> json(value)).withMessageContaining(reason);
    }

    @Test
    void bytesAreWhatTheirTypeSays() {
        byte[] png = {(byte) 0x89, 'P', 'N', 'G', 1};
        String base64 = Base64.getEncoder().encodeToString(png);
        assertThat(values.renderAs(png, "image/png").data().path("image/png").asText())
                .isEqualTo(base64);
        assertThat(values.renderAs(base64, "image/png").data().path("image/png").asText())
                .isEqualTo(base64);
        byte[] svg = "<svg/>".getBytes(StandardCharsets.UTF_8);
        assertThat(values.renderAs(svg, "image/svg+xml")
                        .data()
                        .path("image/svg+xml")
                        .asText())
                .isEqualTo("<svg/>");
        assertThat(values.render(Optional.of(png)).data().has("image/png")).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> values.renderAs(svg, "image/jpeg"));
        assertThatIllegalArgumentException().isThrownBy(() -> values.renderAs(new byte[17 << 20], "image/webp"));
    }

    @Test
    void asFarAsItCanBeShown() {
        Bundle bundle = values.renderAs(List.of(1), "image/png", "application/json");
        assertThat(bundle.data().properties().stream().map(Map.Entry::getKey))
                .containsExactly("application/json", "text/plain");
        assertThat(values.renderAs("<b>", "text/html", "text/latex").data().properties())
                .hasSize(3);
        assertThat(values.renderAs(Path.of("<b>"), "text/html")
                        .data()
                        .path("text/html")
                        .asText())
                .isEqualTo("<pre>&lt;b&gt;</pre>");
    }

    private static BufferedImage decoded(Bundle bundle) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(
                Base64.getDecoder().decode(bundle.data().path("image/png").asText())));
    }

    @Test
    void imagesOfAnyKindAndSize() throws IOException {
        BufferedImage image = new BufferedImage(6, 4, BufferedImage.TYPE_INT_RGB);
        image.setRGB(2, 1, 0xff8000);
        assertThat(decoded(values.render(Optional.of(image))).getRGB(2, 1)).isEqualTo(0xffff8000);
        Bundle large = values.render(Optional.of(new BufferedImage(8_000, 3_000, BufferedImage.TYPE_BYTE_GRAY)));
        BufferedImage shown = decoded(large);
        assertThat((long) shown.getWidth() * shown.getHeight()).isBetween(3_900_000L, 4_000_000L);
        assertThat(large.metadata().path("image/png").path("width").asInt()).isEqualTo(shown.getWidth());
        assertThat(large.data().path("text/plain").asText()).contains("8000 × 3000, shown as ");
        Bundle line = values.render(Optional.of(new BufferedImage(1, 5_000_000, BufferedImage.TYPE_BYTE_BINARY)));
        assertThat(line.data().has("image/png")).isTrue();
        java.awt.Image toolkit = java.awt.Toolkit.getDefaultToolkit()
                .createImage(new FilteredImageSource(image.getSource(), new ReplicateScaleFilter(12, 8)));
        assertThat(decoded(values.render(Optional.of(toolkit))).getWidth()).isEqualTo(12);
        assertThat(told).isEmpty();
    }

    @Test
    void optionalsLookLikeWhatTheyHold() {
        assertThat(plain(Optional.of(1))).isEqualTo("Optional[1]");
        assertThat(plain(Optional.empty())).isEqualTo("Optional.empty");
        Bundle table = values.render(Optional.of(Optional.of(List.of(new Point(1, 2.0)))));
        assertThat(table.data().path("text/html").asText()).contains("<table");
        assertThat(table.data().path("text/plain").asText()).isEqualTo("Optional[[Point[x=1, y=2.0]]]");
    }

    @Test
    void exceptionsSayWhereTheyComeFrom() {
        String text = plain(new IllegalStateException("outer", new IOException("inner")));
        assertThat(text.lines().toList())
                .startsWith("java.lang.IllegalStateException: outer")
                .contains("Caused by: java.io.IOException: inner")
                .noneMatch(line -> line.contains("dev.atelier"));
    }

    @Test
    void whateverIsNestedInWhateverEndsSoon() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<List<Object>> knots = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                knots.add(new ArrayList<>());
            }
            for (int i = 0; i < 60; i++) {
                Object element =
                        random.nextBoolean() ? knots.get(random.nextInt(10)) : "😀".repeat(random.nextInt(150));
                knots.get(random.nextInt(10)).add(element);
            }
            Bundle bundle = values.render(Optional.of(knots));
            byte[] sent = Json.bytes(bundle.data());
            assertThat(bundle.data().path("text/plain").asText().codePoints())
                    .noneMatch(c -> Character.getType(c) == Character.SURROGATE);
            assertThat(sent.length).as("seed " + seed).isLessThan(8 << 20);
        }
    }

    @Test
    void aTextIsNotCutWithinACharacter() {
        String text = plain("x" + "😀".repeat(1 << 20));
        assertThat(text).contains("😀… (").hasSizeLessThan((1 << 20) + 100);
        assertThat(text.codePoints()).noneMatch(c -> Character.getType(c) == Character.SURROGATE);
    }

    @Test
    void slowTextsCostRowsNotTime() {
        Object slow = new Object() {
            @Override
            public String toString() {
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                return "slow";
            }
        };
        List<Object> rows = Collections.nCopies(1_000, Collections.nCopies(10, slow));
        Table table = TableReader.read(rows).orElseThrow();
        assertThat(table.rows()).hasSizeBetween(1, 100);
        assertThat(TableHtml.of(table)).contains(table.rows().size() + " of 1,000 rows");
    }

    @Test
    void longListsShowHeadAndTail() {
        String text = plain(new ArrayList<>(Collections.nCopies(10_000_000, 7)));
        assertThat(text)
                .startsWith("[7, 7, ")
                .endsWith(", … 9999000 more …, 7, 7, 7, 7, 7]")
                .hasSizeLessThan(4_000);
        int[] array = new int[5_000];
        Arrays.setAll(array, i -> i);
        assertThat(plain(array)).endsWith(", 994, … 4000 more …, 4995, 4996, 4997, 4998, 4999]");
    }
}
