package dev.atelier.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.kernel.message.Message;
import org.junit.jupiter.api.Test;

/** What a name means and what its documentation says, in a real kernel. */
class TooltipsTest extends OneKernel {
    @Test
    void inspectsWithJavadoc() {
        Message reply =
                client.ask("inspect_request", cell("\"abc\".substring(1)").put("cursor_pos", 9));
        assertThat(reply.flag("found", false)).isTrue();
        assertThat(reply.content().path("data").path("text/plain").asText())
                .contains("String.substring(int")
                .contains("substring of this string");
        Message nothing = client.ask("inspect_request", cell("nosuchthing").put("cursor_pos", 3));
        assertThat(nothing.flag("found", true)).isFalse();
        assertThat(nothing.text("status")).isEqualTo("ok");
    }

    private String tooltip(String code, String behind, String type) {
        Message reply =
                client.ask("inspect_request", cell(code).put("cursor_pos", code.indexOf(behind) + behind.length()));
        assertThat(reply.flag("found", false)).as(code).isTrue();
        return reply.content().path("data").path(type).asText();
    }

    @Test
    void tooltipsTellEveryOverloadWithTheNamesOfItsParameters() {
        assertThat(tooltip("String.valueOf(1)", "value", "text/plain"))
                .contains("static String String.valueOf(Object obj)")
                .contains("static String String.valueOf(char[] data, int offset, int count)")
                .contains("Parameters\n  obj – an Object.")
                .doesNotContain("{@")
                .doesNotContain("<p>");
        assertThat(tooltip("String.valueOf(1)", "value", "text/html"))
                .contains("<b>static String String.valueOf(Object obj)</b>");
    }

    @Test
    void tooltipsKnowWhatStandsAboveInTheCellAndWhatWasDeclared() {
        client.run(
                "/** Not read. */ int thrice(int number) { return 3 * number; }\nvar words = new ArrayList<String>();");
        assertThat(tooltip("thrice(2)", "thr", "text/plain")).contains("int thrice(int");
        assertThat(tooltip("words.add(\"a\")", "words", "text/plain")).contains("ArrayList<String> words");
        assertThat(tooltip("words.add(\"a\")", "ad", "text/plain"))
                .contains("boolean ArrayList.add(E e)")
                .contains("Appends the specified element");
        assertThat(tooltip("var m = Map.of(1, 2);\nfor (var e : m.entrySet()) { e.getKey(); }", "getK", "text/plain"))
                .contains("K Entry.getKey()")
                .contains("Returns the key corresponding to this entry");
        assertThat(tooltip("import java.util.zip.CRC32;\nnew CRC32()", "new CRC", "text/plain"))
                .contains("class java.util.zip.CRC32 implements Checksum")
                .contains("CRC32()");
        assertThat(tooltip("%cd\nMath.max(1, 2)", "max(1, ", "text/plain"))
                .contains("static int Math.max(int a, int b)");
        assertThat(tooltip("import java.util.zip.CRC32;", "CRC32", "text/plain"))
                .contains("class java.util.zip.CRC32");
        assertThat(tooltip("List.of(1).stream().map(x -> x).toList", "toLi", "text/plain"))
                .contains("List<T> Stream.toList()");
        assertThat(tooltip("Integer.MAX_VALUE", "MAX", "text/plain")).contains("int Integer.MAX_VALUE = 2147483647");
    }

    @Test
    void tooltipsOfOverridingMethodsTellWhatTheyInherit() {
        assertThat(tooltip("new ArrayDeque<Integer>().isEmpty()", "isEm", "text/plain"))
                .contains("boolean ArrayDeque.isEmpty()")
                .contains("contains no elements");
    }

    @Test
    void tooltipsOfMagicsAreTheirHelp() {
        assertThat(tooltip("int x = 1;\n%env NAME", "%en", "text/plain")).contains("Usage: %env");
        assertThat(tooltip("%classpath add", "add", "text/plain")).contains("Usage: %classpath add");
    }
}
