package dev.atelier.gateway.provider.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageHistoryTest {
    private static final List<String> DIGESTS =
            List.of("other/name@sha256:a", "localhost:5000/team/image@sha256:b", "python@sha256:c");

    @ParameterizedTest
    @CsvSource({
        "localhost:5000/team/image, sha256:b",
        "localhost:5000/team/image:1.2, sha256:b",
        "python:3.13, sha256:c",
        "python@sha256:c, sha256:c",
        "python:3.13@sha256:c, sha256:c",
        "renamed, sha256:a"
    })
    void theDigestIsThatOfTheRegistryThatIsMeant(String name, String digest) {
        assertThat(ImageHistory.digest(name, DIGESTS)).hasValue(digest);
    }

    @Test
    void whatWasBuiltHereHasNone() {
        assertThat(ImageHistory.digest("atelier/notebook", List.of())).isEmpty();
    }
}
