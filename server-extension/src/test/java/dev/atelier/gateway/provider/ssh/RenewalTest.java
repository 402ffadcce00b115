package dev.atelier.gateway.provider.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a refused connection is made anew. */
class RenewalTest {
    private final Renewal renewal = new Renewal();

    private List<Integer> due(int from, int to) {
        List<Integer> seconds = new ArrayList<>();
        for (int second = from; second < to; second++) {
            if (renewal.isDue(true, Instant.EPOCH.plusSeconds(second))) {
                seconds.add(second);
            }
        }
        return seconds;
    }

    @Test
    void lessAndLessOften() {
        assertThat(due(0, 1300)).containsExactly(10, 30, 70, 150, 310, 610, 910, 1210);
    }

    @Test
    void whatIsRefusedForAMomentBreaksNothingOff() {
        assertThat(due(0, 9)).isEmpty();
        assertThat(renewal.isDue(false, Instant.EPOCH.plusSeconds(9))).isFalse();
        assertThat(due(10, 19)).isEmpty();
        assertThat(due(19, 25)).as("it begins anew").containsExactly(20);
    }
}
