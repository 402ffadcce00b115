package dev.atelier.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageNamesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "debian",
                "debian:bookworm",
                "atelier/notebook",
                "quay.io/jupyter/scipy-notebook:2026-11-01",
                "registry.example:5000/team/image:v1.2",
                "python@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
            })
    void isOne(String image) {
        assertThat(Names.requireImage(image)).isEqualTo(image);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-rm",
                "--privileged",
                "../containers/x/json?",
                "a/../b",
                "a//b",
                "a b",
                "a:b:c",
                "a?x=1",
                "a%2Fb",
                "a\nb",
                "https://example/a"
            })
    void isNone(String image) {
        assertThatThrownBy(() -> Names.requireImage(image)).hasMessageContaining("is no name of an image");
    }
}
