package dev.atelier.kernel.magic.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.kernel.magic.MagicException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoordinateTest {
    @ParameterizedTest
    @CsvSource({
        "g.h:a,g.h:a",
        "g:a:1.0,g:a",
        "g:a:jar:1.0,g:a",
        "g:a:zip:1.0,g:a:zip",
        "g:a:jar:linux:1.0,g:a:jar:linux"
    })
    void whatHasOneVersionHasOneKey(String typed, String key) {
        Coordinate coordinate = Coordinate.parse(typed);
        assertThat(coordinate.key()).isEqualTo(key);
        assertThat(Coordinate.ofKey(key, "2").key()).isEqualTo(key);
        assertThat(Coordinate.ofKey(key, "2").version()).isEqualTo("2");
    }

    @Test
    void rangesAreVersions() {
        assertThat(Coordinate.parse("g:a:[1.0,2.0)").version()).isEqualTo("[1.0,2.0)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", ":", "g:", "g:a:", "g:a:jar::1", "g:a:1:2:3:4", "../g:a:1", "g:a:1/2", "g a:b:1"})
    void anythingElseIsRefusedInWords(String typed) {
        assertThatThrownBy(() -> Coordinate.parse(typed))
                .isInstanceOf(MagicException.class)
                .hasMessageContaining("is no Maven coordinate");
    }
}
