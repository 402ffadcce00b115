package dev.atelier.gateway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.api.Diagnosis.Check;
import dev.atelier.api.Diagnosis.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RoundsTest {
    @Test
    void oneThatHangsEndsAtItsBoundAndHoldsNobodyUp() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        try (Rounds rounds = new Rounds()) {
            rounds.begin(new Examination("hangs", Duration.ofSeconds(1), "Do this.", () -> {
                try {
                    Thread.sleep(Duration.ofHours(1));
                } finally {
                    interrupted.countDown();
                }
                return Finding.ok("never");
            }));
            rounds.begin(new Examination("quick", Duration.ofSeconds(10), "", () -> Finding.ok("Fine.")));
            List<Check> checks = rounds.results();
            assertThat(checks).extracting(Check::outcome).containsExactly(Outcome.FAILED, Outcome.OK);
            assertThat(checks.getFirst().found()).contains("within 1 s");
            assertThat(checks.getFirst().cure()).contains("Do this.");
        }
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatIsThrownIsAFinding() throws Exception {
        try (Rounds rounds = new Rounds()) {
            rounds.begin(new Examination("broken", Duration.ofSeconds(10), "Mend it.", () -> {
                throw new IllegalStateException("it is broken");
            }));
            Check check = rounds.results().getFirst();
            assertThat(check.found()).isEqualTo("it is broken.");
            assertThat(check.outcome()).isEqualTo(Outcome.FAILED);
        }
    }
}
