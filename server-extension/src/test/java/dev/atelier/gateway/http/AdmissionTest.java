package dev.atelier.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress PROXY = InetAddress.ofLiteral("10.0.0.2");
    private static final InetAddress FAR = InetAddress.ofLiteral("192.0.2.7");

    private final List<String> turnedAway = new ArrayList<>();
    private final List<Integer> closed = new ArrayList<>();

    private Admission<Integer> admission(Duration head) {
        Observer observer = new Observer() {
            @Override
            public void answered(Answered request) {}

            @Override
            public void turnedAway(String reason) {
                turnedAway.add(reason);
            }
        };
        return new Admission<>(8, head, head, PROXY::equals, observer);
    }

    private Admission.Guest guest(int key, InetAddress from) {
        AtomicBoolean open = new AtomicBoolean(true);
        return new Admission.Guest(from, open::get, () -> {
            open.set(false);
            closed.add(key);
        });
    }

    @Test
    void aNewcomerTakesThePlaceOfTheEldestThatHasSentNothing() {
        Admission<Integer> admission = admission(Duration.ofMinutes(1));
        for (int i = 0; i < 8; i++) {
            assertThat(admission.admit(i, guest(i, HERE))).isTrue();
        }
        admission.heard(0);
        assertThat(admission.admit(8, guest(8, HERE))).isTrue();
        assertThat(closed).containsExactly(1);
        assertThat(turnedAway).containsExactly("slow-request");
        assertThat(admission.size()).isEqualTo(8);
    }

    @Test
    void whoeverHasSentARequestKeepsTheirPlace() {
        Admission<Integer> admission = admission(Duration.ofMinutes(1));
        for (int i = 0; i < 8; i++) {
            admission.admit(i, guest(i, HERE));
            admission.heard(i);
        }
        assertThat(admission.admit(8, guest(8, HERE))).isFalse();
        assertThat(closed).isEmpty();
        assertThat(turnedAway).containsExactly("no-connection-left");
    }

    @Test
    void oneAddressHasAQuarterUnlessItSpeaksForMany() {
        Admission<Integer> admission = admission(Duration.ofMinutes(1));
        assertThat(admission.admit(0, guest(0, FAR))).isTrue();
        assertThat(admission.admit(1, guest(1, FAR))).isTrue();
        assertThat(admission.admit(2, guest(2, FAR))).isFalse();
        assertThat(turnedAway).containsExactly("too-many-connections");
        for (int i = 3; i < 6; i++) {
            assertThat(admission.admit(i, guest(i, PROXY))).isTrue();
        }
    }

    @Test
    void placesAreFreeAgain() throws Exception {
        Admission<Integer> admission = admission(Duration.ofMillis(20));
        for (int i = 0; i < 2; i++) {
            admission.admit(i, guest(i, FAR));
        }
        Thread.sleep(40);
        admission.sweep();
        assertThat(closed).containsExactly(0, 1);
        assertThat(admission.size()).isZero();
        assertThat(admission.admit(2, guest(2, FAR))).isTrue();
    }

    @Test
    void whatWasAnsweredAndSendsNothingMoreGoesBeforeABusyOne() throws Exception {
        Admission<Integer> admission = admission(Duration.ofMillis(30));
        for (int i = 0; i < 8; i++) {
            admission.admit(i, guest(i, HERE));
            admission.heard(i);
        }
        admission.heard(3);
        admission.done(3); // the next request came before the answer was out
        admission.done(5);
        assertThat(admission.admit(8, guest(8, HERE))).isTrue();
        assertThat(closed).containsExactly(5);
        admission.done(6);
        Thread.sleep(100);
        admission.sweep();
        assertThat(closed).containsExactlyInAnyOrder(5, 6, 8);
        assertThat(admission.size()).isEqualTo(6);
    }
}
