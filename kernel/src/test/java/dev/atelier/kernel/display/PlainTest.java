package dev.atelier.kernel.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlainTest {
    private static final int BOUND = 1 << 20;

    @Test
    void collectionsLookAsTheyDoInJava() {
        for (Object value : new Object[] {
            List.of(1, "b", List.of()),
            Arrays.asList(null, 2),
            new ArrayDeque<>(List.of("x")),
            Map.of("k", Optional.of(1)),
            new TreeMap<>(Map.of(1, 2, 3, 4)),
            Map.of().keySet()
        }) {
            assertThat(Plain.text(value)).isEqualTo(value.toString());
        }
        List<Object> own = new ArrayList<>();
        own.add(own);
        assertThat(Plain.text(own)).isEqualTo("[(this Collection)]");
    }

    @Test
    void ofAHugeCollectionOnlyTheBeginningIsMade() {
        AtomicInteger made = new AtomicInteger();
        Object counting = new Object() {
            @Override
            public String toString() {
                made.incrementAndGet();
                return "0123456789";
            }
        };
        List<Object> huge =
                IntStream.range(0, 2_000_000).mapToObj(i -> counting).toList();
        assertThat(Plain.text(huge)).hasSizeLessThan(BOUND + 100).contains("more");
        assertThat(made.get()).isLessThan(BOUND);
    }

    @Test
    void nothingUsesTheBaseKernelForACollection() {
        ValueRenderer values = new ValueRenderer(
                () -> {
                    throw new AssertionError("not for a list");
                },
                () -> false,
                new RendererRegistry(PlainTest.class::getClassLoader, sentence -> {}),
                _ -> Optional.empty(),
                sentence -> {});
        assertThat(values.render(Optional.of(List.of(1, 2)))
                        .data()
                        .path("text/plain")
                        .asText())
                .isEqualTo("[1, 2]");
    }
}
