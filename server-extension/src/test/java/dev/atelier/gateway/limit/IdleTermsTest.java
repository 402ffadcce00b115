package dev.atelier.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.api.IdleSpec;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which times instances get, and which are refused. */
class IdleTermsTest {
    private static final Optional<Integer> NEVER = Optional.of(IdleSpec.NEVER);

    @Test
    void withoutTermsEverybodyHasWhatTheyAskFor() {
        IdleTerms none = IdleTerms.none();
        assertThat(none.forNew("ben", Optional.empty())).isEmpty();
        assertThat(none.forNew("ben", NEVER)).isEmpty();
        assertThat(none.forNew("ben", Optional.of(4320))).hasValue(4320);
        none.require("ben", Optional.empty());
        none.requireKeep("ben", 1440);
    }

    @Test
    void aDefaultIsForThoseWhoSayNothing() {
        IdleTerms terms = new IdleTerms(Optional.of(30), Optional.empty(), Optional.empty(), Set.of("ada"));
        assertThat(terms.forNew("ben", Optional.empty())).hasValue(30);
        assertThat(terms.forNew("ben", NEVER)).isEmpty();
        assertThat(terms.forNew("ben", Optional.of(600))).hasValue(600);
        assertThat(terms.forNew("ada", Optional.empty())).isEmpty();
    }

    @Test
    void aMaximumHoldsForAllButTheExempt() {
        IdleTerms terms = new IdleTerms(Optional.empty(), Optional.of(240), Optional.of(90), Set.of("ada"));
        assertThat(terms.forNew("ben", Optional.empty()))
                .as("nobody says, so it is the longest that may be")
                .hasValue(240);
        assertThat(terms.forNew("ben", Optional.of(240))).hasValue(240);
        assertThatThrownBy(() -> terms.forNew("ben", Optional.of(241)))
                .hasMessage(
                        "On this gateway an instance of ben is stopped after 4 h without activity at the latest, not"
                                + " after 241 min. Choose 240 minutes or less, or ask the operator of this gateway for more.");
        assertThatThrownBy(() -> terms.forNew("ben", NEVER)).hasMessageContaining("at the latest, not never.");
        assertThatThrownBy(() -> terms.require("ben", Optional.empty())).hasMessageContaining("not never.");
        assertThatThrownBy(() -> terms.requireKeep("ben", 120))
                .hasMessageContaining("is kept for 90 min at a time at most, not for 2 h.");
        terms.requireKeep("ben", 90);
        assertThat(terms.forNew("ada", NEVER)).isEmpty();
        terms.require("ada", Optional.of(4320));
        terms.requireKeep("ada", 1440);
    }
}
