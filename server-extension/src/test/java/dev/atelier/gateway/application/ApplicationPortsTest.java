package dev.atelier.gateway.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.api.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ApplicationPortsTest {
    private static final ApplicationName BOX = new ApplicationName("box1", 6006);
    private static final ApplicationName OTHER = new ApplicationName("box1", 8888);
    private static final ApplicationName THIRD = new ApplicationName("box2", 6006);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final Set<ApplicationName> inUse = ConcurrentHashMap.newKeySet();
    private final ApplicationPorts ports = new ApplicationPorts(List.of(8900, 8901), now::get, inUse::contains);

    @Test
    void eachApplicationKeepsOneOfItsOwn() {
        ApplicationPorts.Lease box = ports.lease(BOX);
        ApplicationPorts.Lease other = ports.lease(OTHER);
        assertThat(List.of(box.port(), other.port())).containsExactlyInAnyOrder(8900, 8901);
        assertThat(ports.lease(BOX)).isEqualTo(box);
        assertThat(ports.at(box.port())).contains(box);
        assertThat(ports.at(8902)).isEmpty();
        assertThat(ports.isOne(8902)).isFalse();
        // And has it again after the gateway's restart.
        ApplicationPorts later = new ApplicationPorts(List.of(8900, 8901), now::get, inUse::contains);
        assertThat(later.at(box.port())).isEmpty();
        assertThat(later.lease(BOX)).isEqualTo(box);
    }

    @Test
    void aPortThatRestedBecomesAnothers() {
        ApplicationPorts.Lease box = ports.lease(BOX);
        ApplicationPorts.Lease other = ports.lease(OTHER);
        assertThatThrownBy(() -> ports.lease(THIRD))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("all in use");
        pass(Duration.ofMinutes(40));
        ports.use(box);
        ports.at(other.port()); // somebody who only knocks
        pass(Duration.ofMinutes(40));
        // The other one has rested for longer; of what is open nobody takes the port away.
        inUse.add(OTHER);
        assertThatThrownBy(() -> ports.lease(THIRD)).isInstanceOf(ProblemException.class);
        inUse.clear();
        ApplicationPorts.Lease third = ports.lease(THIRD);
        assertThat(third.port()).isNotEqualTo(box.port());
        assertThat(ports.at(third.port())).isEqualTo(Optional.of(third));
        assertThat(ports.at(box.port())).contains(box);
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }
}
