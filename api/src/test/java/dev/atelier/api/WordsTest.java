package dev.atelier.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
    @ParameterizedTest
    @ValueSource(strings = {"box", "Box-1", "a23456789012345678901234"})
    void takesNames(String name) {
        assertThat(Names.require("instance", name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "ab", "1ab", "-ab", "a_b", "a.b", "..", "a/b", "box\n", "böx", "a234567890123456789012345"})
    void refusesWhatIsNone(String name) {
        assertThatThrownBy(() -> Names.require("instance", name))
                .hasMessageContaining("no name for an instance")
                .hasMessageContaining("3 to 24 letters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "_a", "a b", "../x", "a\0", "a/b"})
    void refusesWhatIsNoJob(String name) {
        assertThatThrownBy(() -> Names.requireJob(name)).hasMessageContaining("no name for a job");
    }

    @Test
    void showsWrongValuesHarmlessly() {
        assertThat(Names.shown("a\u001b[31m\n\u202eb\u2028")).doesNotContain("\u001b", "\n", "\u202e", "\u2028");
        String faces = "😀".repeat(100);
        assertThat(Names.shown(faces)).isEqualTo("😀".repeat(64) + "…");
        assertThat(Names.shown("")).isEmpty();
    }

    private record Times(Optional<Instant> at) {}

    @Test
    void readsAndWritesTimesAsJupyterDoes() {
        Times times = new Times(Optional.of(Instant.parse("2026-01-02T03:04:05Z")));
        assertThat(Json.write(times)).isEqualTo("{\"at\":\"2026-01-02T03:04:05.000000Z\"}");
        assertThat(Json.read(Json.write(times), Times.class)).isEqualTo(times);
        assertThat(Json.read("{\"more\":1,\"at\":null}", Times.class).at()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"yesterday\"", "5", "null", "", "{", "[]"})
    void whatDoesNotFitIsBadJson(String json) {
        assertThatThrownBy(() -> Json.read(json, Instant.class))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().status()).isEqualTo(400));
    }

    @Test
    void readsNoDeeperThanItMust() {
        String deep = "[".repeat(300) + "]".repeat(300);
        assertThatThrownBy(() -> Json.read(deep, Object.class)).isInstanceOf(ProblemException.class);
    }

    @Test
    void problemsSayWhatToDoNext() {
        Problem problem = Problem.of(404, "unknown", "No such thing.", "Make it.");
        assertThat(problem.asException()).hasMessage("No such thing. Make it.");
        assertThat(Json.read(Json.write(problem), Problem.class)).isEqualTo(problem);
        assertThat(Json.write(Problem.of(404, "unknown", "No."))).doesNotContain("next");
    }
}
