package dev.atelier.kernel.magic.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.kernel.magic.host.CellPart.Assignment;
import dev.atelier.kernel.magic.host.CellPart.Java;
import dev.atelier.kernel.magic.host.CellPart.Line;
import dev.atelier.kernel.magic.host.CellPart.Whole;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CellSplitterTest {
    private final CellSplitter splitter = new CellSplitter(name -> name.equals("time"));

    @Test
    void javaAloneIsOnePart() {
        assertThat(splitter.split("int a = 7 % 3;\n")).containsExactly(new Java("int a = 7 % 3;\n", 0));
        assertThat(splitter.split("  \n ")).isEmpty();
        assertThat(splitter.split("")).isEmpty();
    }

    @Test
    void linesThatBeginWithAPercentSignAreCalls() {
        assertThat(splitter.split("int a = 1;\n%time a b\nint c = 2;"))
                .containsExactly(
                        new Java("int a = 1;\n", 0),
                        new Line("time", "a b", Optional.empty(), 11),
                        new Java("int c = 2;", 21));
    }

    @Test
    void aWholeCell() {
        assertThat(splitter.split("%%bash -x\necho 1\n%time"))
                .containsExactly(new Whole("bash", "-x", "echo 1\n%time", 0));
        assertThat(splitter.split("%%bash")).containsExactly(new Whole("bash", "", "", 0));
    }

    @Test
    void assignments() {
        assertThat(splitter.split("var x = %list --all;"))
                .containsExactly(new Line("list", "--all", Optional.of(new Assignment(Optional.of("var"), "x")), 0));
        assertThat(splitter.split("final Map<String, List<Integer>> m = %list"))
                .containsExactly(new Line(
                        "list", "", Optional.of(new Assignment(Optional.of("Map<String, List<Integer>>"), "m")), 0));
        assertThat(splitter.split("x = %list a"))
                .containsExactly(new Line("list", "a", Optional.of(new Assignment(Optional.empty(), "x")), 0));
    }

    @Test
    void theRemainderOperatorIsNoMagic() {
        String code = "int a = b\n  %c;";
        assertThat(splitter.split(code)).containsExactly(new Java(code, 0));
        String call = "f(a\n%b\n)";
        assertThat(splitter.split(call)).containsExactly(new Java(call, 0));
    }

    @Test
    void aKnownNameEndsAnExpressionWithoutSemicolon() {
        assertThat(splitter.split("f()\n%time x"))
                .containsExactly(new Java("f()\n", 0), new Line("time", "x", Optional.empty(), 4));
    }

    @Test
    void stringsAndCommentsAreNotRead() {
        for (String code : new String[] {
            "String s = \"\"\"\n%time\n\"\"\";", "/*\n%time\n*/", "String s = \"{\"; char c = '\\''; // (\nint d;",
        }) {
            assertThat(splitter.split(code)).as(code).containsExactly(new Java(code, 0));
        }
        assertThat(splitter.split("String s = \"{\"; char c = '('; // {\n%time"))
                .hasSize(2);
    }

    @Test
    void aBackslashContinuesTheLine() {
        assertThat(splitter.split("%list a \\\n   b\nint x;"))
                .containsExactly(new Line("list", "a  b", Optional.empty(), 0), new Java("int x;", 15));
    }

    @Test
    void aQuestionMarkStaysWithTheName() {
        assertThat(splitter.split("%time?")).containsExactly(new Line("time?", "", Optional.empty(), 0));
    }
}
