package dev.atelier.kernel.magic.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.kernel.magic.MagicException;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void splitsAsAShellDoes() {
        assertThat(Words.split("  a  b\tc ")).containsExactly("a", "b", "c");
        assertThat(Words.split("'a b' \"c 'd'\" e\\ f")).containsExactly("a b", "c 'd'", "e f");
        assertThat(Words.split("--x=\"a b\"c ''")).containsExactly("--x=a bc", "");
        assertThat(Words.split("'\\n' \"\\n\" \"\\\"\"")).containsExactly("\\n", "\\n", "\"");
        assertThat(Words.split("")).isEmpty();
    }

    @Test
    void anOpenQuoteIsNamed() {
        assertThatThrownBy(() -> Words.split("a 'b"))
                .isInstanceOf(MagicException.class)
                .hasMessageContaining("'");
    }
}
