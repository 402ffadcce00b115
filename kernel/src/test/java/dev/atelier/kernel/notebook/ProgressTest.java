package dev.atelier.kernel.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.kernel.display.Bundle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final AtomicLong clock = new AtomicLong();
    private final List<String> drawn = Collections.synchronizedList(new ArrayList<>());

    private ProgressBar bar(OptionalLong total, String label) {
        return new ProgressBar(total, label, this::draw, this::draw, clock::get);
    }

    private void draw(Bundle bundle) {
        drawn.add(bundle.data().path("text/plain").asText());
    }

    private static ProgressLine line(String label, long done, OptionalLong total, double seconds) {
        return new ProgressLine(label, done, total, (long) (seconds * 1e9), ProgressLine.State.RUNNING);
    }

    @Test
    void theLineIsTqdms() {
        assertThat(line("Training", 42, OptionalLong.of(100), 3.2).text())
                .isEqualTo("Training  42% 42/100 [00:03<00:04, 13.1 it/s]");
        assertThat(line("", 0, OptionalLong.of(10), 0).text()).isEqualTo("0% 0/10 [00:00<?, ? it/s]");
        assertThat(line("", 2, OptionalLong.of(10), 5000).text()).isEqualTo("20% 2/10 [1:23:20<5:33:20, 2500.0 s/it]");
        assertThat(line("Reading", 7, OptionalLong.empty(), 2).text()).isEqualTo("Reading  7 [00:02, 3.5 it/s]");
        assertThat(line("", 999, OptionalLong.of(1000), 1).text()).startsWith("99% ");
        assertThat(line("", 12, OptionalLong.of(10), 1).text()).startsWith("100% 12/10 [00:01<00:00");
        assertThat(line("", 0, OptionalLong.of(0), 1).text()).startsWith("100% 0/0");
    }

    @Test
    void theBarIsTheBrowsersOwn() {
        assertThat(line("<i>", 1, OptionalLong.of(4), 1)
                        .bundle()
                        .data()
                        .path("text/html")
                        .asText())
                .contains("&lt;i&gt;")
                .contains("<progress value=\"1\" max=\"4\"")
                .doesNotContain("<i>");
        assertThat(line("", 1, OptionalLong.empty(), 1)
                        .bundle()
                        .data()
                        .path("text/html")
                        .asText())
                .contains("<progress style");
    }

    @Test
    void itIsDrawnTenTimesASecondAndAtTheEnd() {
        ProgressBar bar = bar(OptionalLong.of(1000), "");
        for (int i = 0; i < 1000; i++) {
            clock.addAndGet(Duration.ofMillis(1).toNanos());
            bar.step();
        }
        bar.close();
        bar.step();
        bar.close();
        assertThat(drawn).hasSizeBetween(11, 40);
        assertThat(drawn.getFirst()).startsWith("0% 0/1000");
        assertThat(drawn.getLast()).startsWith("100% 1000/1000 [00:01<00:00, 1000.0 it/s]");
    }

    @Test
    void whatIsNotFollowedByAnythingIsDrawnToo() {
        ProgressBar bar = bar(OptionalLong.of(4), "");
        bar.step();
        bar.steps(2);
        Awaitility.await().until(() -> drawn.getLast().startsWith("75% 3/4"));
        bar.label("Ends");
        bar.close();
        assertThat(drawn.getLast()).startsWith("Ends  75% 3/4");
    }

    @Test
    void noStepOfAnyThreadIsLost() {
        ProgressBar bar = bar(OptionalLong.of(10_000), "");
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 10_000; i++) {
                pool.submit(bar::step);
            }
        }
        bar.close();
        assertThat(drawn.getLast()).startsWith("100% 10000/10000");
    }

    @Test
    void anElementIsDoneWhenTheNextIsAskedFor() {
        Iterator<String> each = new Tracked<>(List.of("a", "b"), OptionalLong.of(2), size -> bar(size, "")).iterator();
        assertThat(each.next()).isEqualTo("a");
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(drawn).hasSize(1);
        assertThat(each.hasNext()).isTrue();
        assertThat(drawn.getLast()).startsWith("50% 1/2");
        each.next();
        assertThat(each.hasNext()).isFalse();
        assertThat(drawn.getLast()).startsWith("100% 2/2");
    }
}
