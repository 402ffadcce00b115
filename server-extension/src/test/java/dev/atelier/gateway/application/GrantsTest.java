package dev.atelier.gateway.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.identity.Proof;
import dev.atelier.gateway.identity.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class GrantsTest {
    private static final Visitor ANN = new Visitor(Principal.person("ann", Role.OWNER), Proof.of("hers"));
    private static final Visitor BEN = new Visitor(Principal.person("ben", Role.CONTRIBUTOR), Proof.of("his"));
    private static final ApplicationName BOX = new ApplicationName("box1", 8888);
    private static final ApplicationName OTHER = new ApplicationName("box1", 8889);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final Grants grants = new Grants(now::get);

    @Test
    void aCodeIsGoodOnceForOneApplicationAndForAMinute() {
        String code = grants.code(ANN, BOX);
        String cookie = grants.redeem(code, BOX).orElseThrow();
        assertThat(grants.visitor(cookie, BOX)).contains(ANN);
        assertThat(grants.visitor(cookie, OTHER)).isEmpty();
        assertThat(grants.redeem(code, BOX)).isEmpty();

        String elsewhere = grants.code(ANN, BOX);
        assertThat(grants.redeem(elsewhere, OTHER)).isEmpty();
        assertThat(grants.redeem(elsewhere, BOX)).as("it was tried").isEmpty();

        String late = grants.code(ANN, BOX);
        pass(Duration.ofSeconds(61));
        assertThat(grants.redeem(late, BOX)).isEmpty();
        assertThat(grants.visitor(late, BOX)).as("a code is no cookie").isEmpty();
    }

    @Test
    void aCookieEndsWithRestOrAfterHalfADay() {
        String used = cookie(ANN);
        String rested = cookie(ANN);
        for (int quarter = 0; quarter < 47; quarter++) {
            pass(Duration.ofMinutes(15));
            assertThat(grants.visitor(used, BOX)).contains(ANN);
        }
        assertThat(grants.visitor(rested, BOX)).isEmpty();
        pass(Duration.ofMinutes(15));
        assertThat(grants.visitor(used, BOX)).isEmpty();
    }

    @Test
    void whoeverSignsOutTakesOnlyTheirOwn() {
        String anns = cookie(ANN);
        String bens = cookie(BEN);
        String code = grants.code(ANN, BOX);
        grants.end("ann");
        assertThat(grants.visitor(anns, BOX)).isEmpty();
        assertThat(grants.redeem(code, BOX)).isEmpty();
        assertThat(grants.visitor(bens, BOX)).contains(BEN);
    }

    @Test
    void isBounded() {
        String first = cookie(ANN);
        String second = cookie(ANN);
        for (int i = 0; i < 9_999; i++) {
            cookie(BEN);
        }
        assertThat(grants.visitor(first, BOX)).isEmpty();
        assertThat(grants.visitor(second, BOX)).contains(ANN);
    }

    private String cookie(Visitor visitor) {
        return grants.redeem(grants.code(visitor, BOX), BOX).orElseThrow();
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }
}
