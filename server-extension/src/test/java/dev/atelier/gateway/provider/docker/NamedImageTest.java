package dev.atelier.gateway.provider.docker;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.command.InspectImageResponse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedImageTest {
    private static final String ID = "cafe12345678cafe12345678cafe12345678cafe12345678cafe12345678cafe";

    private static InspectImageResponse image(String rest) throws Exception {
        return new ObjectMapper().readValue("{\"Id\": \"sha256:" + ID + "\"" + rest + "}", InspectImageResponse.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"c", "cafe", "cafe12345678", "sha256:cafe", ID, "sha256:" + ID})
    void theBeginningOfAnIdIsNoName(String name) throws Exception {
        for (String tags : new String[] {"", ", \"RepoTags\": null", ", \"RepoTags\": [\"other:latest\"]"}) {
            assertThatThrownBy(() -> NamedImage.require(name, image(tags))).hasMessageContaining("Name it by its tag");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cafe",
                "cafe:latest",
                "team/cafe",
                "cafe1234:1.0",
                "python",
                "python@sha256:" + ID,
                "cafe12345679"
            })
    void aTagIsOneEvenWhereItLooksLikeAnId(String name) throws Exception {
        InspectImageResponse tagged =
                image(", \"RepoTags\": [\"cafe:latest\"], \"Config\": {\"Labels\": {\"dev.atelier.private\": \"\"}}");
        assertThatCode(() -> NamedImage.require(name, tagged)).doesNotThrowAnyException();
    }
}
