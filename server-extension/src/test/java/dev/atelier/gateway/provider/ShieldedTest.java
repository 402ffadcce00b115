package dev.atelier.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ShieldedTest {

    @Test
    void givesWhatWasMadeAndWhatWentWrong() throws Exception {
        assertThat(Shielded.run(() -> "made")).isEqualTo("made");
        assertThatThrownBy(() -> Shielded.run(() -> {
                    throw new ProviderUnreachable("away", new IOException("refused"));
                }))
                .isInstanceOf(ProviderUnreachable.class);
        assertThatThrownBy(() -> Shielded.run(() -> {
                    throw new IllegalStateException("a bug");
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anInterruptedChangeIsAwaitedToItsEnd() throws Exception {
        CountDownLatch under = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicReference<String> made = new AtomicReference<>("");
        AtomicReference<Throwable> heard = new AtomicReference<>();
        Thread asking = Thread.ofVirtual().start(() -> {
            try {
                Shielded.run(() -> {
                    under.countDown();
                    go.await();
                    made.set("made");
                    return made;
                });
            } catch (IOException | InterruptedException e) {
                heard.set(e);
            }
        });
        under.await();
        asking.interrupt();
        assertThat(asking.join(Duration.ofMillis(200))).isFalse();
        assertThat(made.get()).isEmpty();
        go.countDown();
        assertThat(asking.join(Duration.ofSeconds(10))).isTrue();
        assertThat(made.get()).isEqualTo("made");
        assertThat(heard.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void whoWasInterruptedBeforeAsksForNothing() throws Exception {
        AtomicReference<Throwable> heard = new AtomicReference<>();
        AtomicReference<String> made = new AtomicReference<>("");
        Thread asking = Thread.ofVirtual().start(() -> {
            Thread.currentThread().interrupt();
            try {
                Shielded.run(() -> made.getAndSet("made"));
            } catch (IOException | InterruptedException e) {
                heard.set(e);
            }
        });
        assertThat(asking.join(Duration.ofSeconds(10))).isTrue();
        assertThat(heard.get()).isInstanceOf(InterruptedException.class);
        assertThat(made.get()).isEmpty();
    }
}
