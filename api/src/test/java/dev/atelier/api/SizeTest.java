package dev.atelier.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Sizes, and the times of instances, over versions of gateways and clients. */
class SizeTest {

    @Test
    void aSizeOfAnEarlierGatewayHasTheUsualFamily() {
        Size size = Json.read("{\"name\":\"a\",\"cpus\":1,\"memory_bytes\":1,\"gpus\":0}", Size.class);
        assertThat(size.family()).isEqualTo(Size.GENERAL);
        assertThat(size.left()).isEmpty();
        assertThat(Json.read("{\"name\":\"a\",\"gpus\":1}", Size.class).family())
                .isEqualTo(Size.GPU);
    }

    @Test
    void aSizeKeepsWhatIsNotChanged() {
        Size size = new Size("a", "docker", 2, 3, 1, "words").withFamily("mine");
        assertThat(size.withPool(4, 3).withLeft(Optional.of(5)))
                .isEqualTo(new Size("a", "docker", 2, 3, 1, "words", 4, 3, "mine", Optional.of(5)));
        assertThat(Json.read(Json.write(size), Size.class)).isEqualTo(size);
    }

    @Test
    void aNewInstanceMayAskNeverToBeStopped() {
        String field = "{\"" + IdleSpec.FIELD + "\":";
        assertThat(Json.read(field + "0}", InstanceSpec.class).idleMinutes()).hasValue(IdleSpec.NEVER);
        assertThatThrownBy(() -> Json.read(field + "14}", InstanceSpec.class)).hasMessageContaining("not after 14");
        assertThatThrownBy(() -> Json.read(field + "-1}", InstanceSpec.class)).hasMessageContaining("not after -1");
        assertThatThrownBy(() -> Json.read(field + "0}", IdleSpec.class))
                .as("of one that is there, its rule is lifted instead")
                .hasMessageContaining("not after 0");
    }
}
