package dev.atelier.kernel.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DocWriterTest {
    private static Tooltip written(String comment) {
        DocSheet sheet = new DocSheet();
        DocWriter.read(List.of(comment)).getFirst().accept(sheet);
        return sheet.tooltip();
    }

    @Test
    void readsWhatDocumentationIsMadeOf() {
        Tooltip tooltip = written("""
                 Joins {@code a < b} &amp; {@link java.util.List#of() lists}, see {@link #size}.
                 <p>A paragraph
                 <pre>
                   kept   as is
                 </pre>
                 <ul><li>one<li>two</ul>
                 @param <T> the type
                 @param first the first
                 @return the joined
                 @throws java.io.IOException always
                 @since 1.0
                """);
        assertThat(tooltip.plain()).isEqualTo("""
                Joins a < b & lists, see size.
                A paragraph

                  kept   as is

                  • one
                  • two

                Parameters
                  <T> – the type
                  first – the first

                Returns
                  the joined

                Throws
                  java.io.IOException – always""");
        assertThat(tooltip.html()).contains("<code>a &lt; b</code> &amp; lists").contains("<li>one");
    }

    @Test
    void letsNoScriptAndNoAttributeThrough() {
        Tooltip tooltip = written("""
                 <script>alert(1)</script><img src=x onerror=alert(2)><a href="javascript:alert(3)">text</a>
                 {@code <script>} <p onclick="alert(4)">end
                """);
        assertThat(tooltip.html())
                .doesNotContain("<script")
                .doesNotContain("<img")
                .doesNotContain("<a ")
                .doesNotContain("onclick");
        assertThat(tooltip.html())
                .contains("text")
                .contains("<code>&lt;script&gt;</code>")
                .contains("<p>");
    }

    @Test
    void eachCommentIsReadForItself() {
        List<?> read = DocWriter.read(List.of("One { unclosed", "", "Two */ class X {"));
        assertThat(read).hasSize(3);
    }
}
