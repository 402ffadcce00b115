package dev.atelier.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BodyRoomTest {
    private static final long LARGEST = 64 << 20;
    private static final Reply DONE = new Reply.Empty(204, Map.of());

    private final BodyRoom room = new BodyRoom(50);

    /** One within the other: as if each came slowly while the next one arrives. */
    @Test
    void largeBodiesAreBoundedTogetherAndSmallOnesPass() throws Exception {
        Reply reply = room.with(
                LARGEST,
                () -> room.with(LARGEST, () -> {
                    assertThatThrownBy(() -> room.with(LARGEST, () -> DONE))
                            .hasMessageContaining("Too many large requests");
                    room.with(1 << 20, () -> DONE);
                    return room.with(0, () -> DONE);
                }));
        assertThat(reply).isEqualTo(DONE);
        assertThat(room.with(LARGEST, () -> DONE)).isEqualTo(DONE);
    }

    @Test
    void aWorkThatFailsGivesItsRoomBack() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> room.with(LARGEST, () -> {
                        throw new IllegalStateException("stop");
                    }))
                    .hasMessage("stop");
        }
        assertThat(room.with(LARGEST, () -> DONE)).isEqualTo(DONE);
    }
}
