package dev.atelier.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which images an operator's pattern means. */
class ImagePatternTest {
    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    private static boolean matches(String pattern, String image) {
        return ImagePattern.parse(pattern.replace("DIGEST", DIGEST))
                .orElseThrow()
                .matches(image.replace("DIGEST", DIGEST));
    }

    @ParameterizedTest
    @CsvSource({
        "python, python",
        "python, python:3.13",
        "python, python@DIGEST",
        "python, docker.io/library/python:3.13",
        "python, docker.io/python",
        "docker.io/python, python",
        "index.docker.io/library/python, python",
        "python:latest, python",
        "python:3.*, python:3.13-slim",
        "python:*, python",
        "python@DIGEST, python@DIGEST",
        "python@DIGEST, python:3.13@DIGEST",
        "jupyter/*, jupyter/scipy-notebook:lab-4",
        "jupyter/scipy*:lab-*, jupyter/scipy-notebook:lab-4",
        "docker.io/*, jupyter/scipy-notebook",
        "docker.io/*, python",
        "ghcr.io/team/*, ghcr.io/team/deep/image:1",
        "registry.example:5000/*, registry.example:5000/image:1",
        "localhost:5000/image, localhost:5000/image:1",
        "*, ghcr.io/team/image@DIGEST",
        "*:stable, ghcr.io/team/image:stable",
    })
    void allows(String pattern, String image) {
        assertThat(matches(pattern, image)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "python, pythonista",
        "python, evil.example/python",
        "python, evil.example/library/python",
        "python, team/python",
        "python:latest, python:3.13",
        "python:3.*, python:2.7",
        "python:3.*, python",
        "python:3.13, python@DIGEST",
        "python:3.13, python:3.13@DIGEST",
        "python:*, python@DIGEST",
        "python@DIGEST, python:3.13",
        "jupyter/*, jupyter.evil.example/image",
        "jupyter/*, jupyterx/image",
        "jupyter/*, ghcr.io/jupyter/image",
        "ghcr.io/team/*, ghcr.io/teams/image",
        "ghcr.io*, ghcr.io/team/image",
        "registry.example:5000/*, registry.example:5001/image",
        "registry.example/*, registry.example:5000/image",
        "*:stable, python:edge",
    })
    void refuses(String pattern, String image) {
        assertThat(matches(pattern, image)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "*a", "a*b", "a*/b", "a:*b", "**", "a:", "a@sha256:12", "a b", "-a", "a:*@sha256:12", "A/B"})
    void isNone(String written) {
        assertThat(ImagePattern.parse(written)).isEmpty();
    }

    @Test
    void aRefusalSaysWhatIsAllowedAndWhatToType() {
        AllowedImages images = new AllowedImages(Optional.of(List.of(
                ImagePattern.parse("python:3.*").orElseThrow(),
                ImagePattern.parse("jupyter/*").orElseThrow())));
        images.require("jupyter/base-notebook", "atelier/notebook");
        assertThatThrownBy(() -> images.require("debian", "atelier/notebook"))
                .hasMessage(
                        "The operator has not allowed the image “debian” (so far: python:3.*, jupyter/*). Type --image with"
                                + " one of these, or leave it out to get atelier/notebook. Whoever runs the gateway allows others"
                                + " with images in atelier.yml.");
        AllowedImages.any().require("debian", "atelier/notebook");
        assertThatThrownBy(() -> new AllowedImages(Optional.of(List.of())).require("debian", "atelier/notebook"))
                .hasMessageContaining("(so far: none)");
    }
}
