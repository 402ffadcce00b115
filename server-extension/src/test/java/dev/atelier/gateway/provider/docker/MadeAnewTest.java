package dev.atelier.gateway.provider.docker;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.gateway.provider.Place;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MadeAnewTest {
    private static final Place ONE = new Place("one", "ada", "gpu.1", Optional.empty(), Optional.empty(), 1);

    /** An engine adds a layer to 124, and says "max depth exceeded" of 125. */
    @Test
    void thereAreAsManyMovesAsAnEngineHasLayers() {
        assertThatCode(() -> MadeAnew.requireRoom(ONE, 124, List.of("nvidia:0")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> MadeAnew.requireRoom(ONE, 125, List.of("nvidia:0")))
                .hasMessageContaining(
                        "one has moved between GPUs as often as an engine allows: its image has 125 layers.")
                .hasMessageContaining("Start it again when nvidia:0 is free");
    }

    @Test
    void andAsManyOtherSizes() {
        assertThatCode(() -> MadeAnew.requireRoom(ONE, 124)).doesNotThrowAnyException();
        assertThatThrownBy(() -> MadeAnew.requireRoom(ONE, 125))
                .hasMessageContaining("one was made anew as often as an engine allows: its image has 125 layers.")
                .hasMessageContaining("Leave its size as it is.");
    }
}
