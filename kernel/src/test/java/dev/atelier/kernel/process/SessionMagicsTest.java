package dev.atelier.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.kernel.message.Json;
import dev.atelier.kernel.message.Message;
import dev.atelier.kernel.process.KernelClient.Result;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The magics about what a kernel holds, in a real one: load, timeit, who, history, reset, and Tab on them. */
class SessionMagicsTest extends OneKernel {
    @BeforeAll
    void makeFolders() throws IOException {
        Files.createDirectories(folder.resolve("work/my data"));
        run("%cd " + folder.resolve("work"));
    }

    private Result run(String code) {
        Result result = client.run(code);
        assertThat(result.status()).as(result.reply().content().toString()).isEqualTo("ok");
        return result;
    }

    private String error(String code) {
        Result result = client.run(code);
        assertThat(result.status()).isEqualTo("error");
        return result.only("error").text("evalue") + "\n" + result.traceback();
    }

    private static void file(String name, String text) throws IOException {
        Files.writeString(folder.resolve("work").resolve(name), text);
    }

    private static String notebook(String language, String... cells) {
        ObjectNode notebook = Json.object().put("nbformat", 4);
        notebook.putObject("metadata").putObject("language_info").put("name", language);
        var list = notebook.putArray("cells");
        list.addObject().put("cell_type", "markdown").put("source", "not %code");
        for (String cell : cells) {
            ObjectNode code = list.addObject().put("cell_type", "code");
            cell.lines().map(line -> line + "\n").forEach(code.withArray("source")::add);
        }
        return Json.text(notebook);
    }

    @Test
    void loadsANotebookWithItsMagics() throws IOException {
        file("book.ipynb", notebook("java", "int fromBook = 20;", "%env FROM_BOOK=yes\nfromBook++;"));
        run("%load book.ipynb");
        assertThat(run("fromBook").value()).isEqualTo("21");
        assertThat(run("%env FROM_BOOK").stream("stdout")).isEqualTo("yes\n");
        file("broken.ipynb", notebook("java", "int fine = 1;", "int n = 0;\n1 / n"));
        assertThat(error("%load broken.ipynb")).contains("/ by zero").contains("broken.ipynb cell 2:2");
        file("python.ipynb", notebook("python", "x = 1"));
        assertThat(error("%load python.ipynb")).contains("python.ipynb is a notebook in python");
        file("none.ipynb", "[]");
        assertThat(error("%load none.ipynb")).contains("none.ipynb is no notebook");
    }

    @Test
    void loadsTheClassesOfAJavaFile() throws IOException {
        file("Loaded.java", """
                        /* a licence */
                        package org.example;

                        public class Loaded {
                            static int seven() { return 7; }
                            public static void main(String[] args) { System.out.println("ran"); }
                        }
                        """);
        Result loaded = run("%load Loaded.java");
        assertThat(loaded.stream("stdout"))
                .contains("The package org.example of Loaded.java was left out")
                .contains("was declared and not run")
                .doesNotContain("ran\n");
        assertThat(run("Loaded.seven()").value()).isEqualTo("7");
        file("Wrong.java", "class Wrong {\n    int n = \"text\";\n}\n");
        assertThat(error("%load Wrong.java")).contains("incompatible types").contains("Wrong.java:2");
    }

    @Test
    void loadsAJShellScriptWithoutItsCommands() throws IOException {
        file("script.jsh", """
                        /set feedback silent
                        int fromScript = 8
                        /* a
                        /exit in a comment
                        */
                        class Script { int one() {
                            return 1; } }
                        fromScript = fromScript / 2 // halved
                        /open other.jsh
                        fromScript += new Script().one()
                        /exit
                        fromScript = 0;
                        """);
        Result loaded = run("%load script.jsh");
        assertThat(loaded.stream("stdout"))
                .contains("script.jsh:1: skipped /set feedback silent")
                .contains("script.jsh:9: skipped /open other.jsh");
        assertThat(run("fromScript").value()).isEqualTo("5");
        file("wrong.jsh", "/vars\nint x = \"text\";\n");
        assertThat(error("%load wrong.jsh")).contains("wrong.jsh:2");
        file("thrown.jsh", "int zero = 0;\nint y = 1 / zero;\n");
        assertThat(error("%load thrown.jsh")).contains("thrown.jsh:2");
    }

    @Test
    void whatCannotBeLoadedIsSaid() throws IOException {
        file("data.csv", "a,b");
        assertThat(error("%load data.csv")).contains("data.csv").contains(".ipynb");
        assertThat(error("%load nosuch.jsh")).contains("There is no file").contains("nosuch.jsh");
        file("itself.jsh", "%load itself.jsh\n");
        assertThat(error("%load itself.jsh")).contains("Does one of them load itself?");
    }

    @Test
    void timesAnExpressionStatementsAndACell() {
        run("long turns = 0;");
        Result timed = run("var t = %timeit -n 50 -r 3 turns++;");
        assertThat(timed.stream("stdout"))
                .matches("\\d.*s ± .*s per loop \\(mean ± std\\. dev\\. of 3 runs, 50 loops each\\)\n");
        assertThat(run("t.loops() * t.runs() + \" \" + (turns >= 150)").value()).isEqualTo("150 true");
        assertThat(run("%timeit -r2 -n1000 Math.max(turns, 3)").stream("stdout"))
                .contains("2 runs, 1,000 loops");
        assertThat(run("""
                        %%timeit -r1 -n10 var list = new ArrayList<Integer>();
                        for (int i = 0; i < 3; i++) {
                            list.add(i);
                        }
                        """).stream("stdout")).contains("1 run, 10 loops each");
        assertThat(run("%timeit -r 1 \"abc\".length()").stream("stdout")).containsPattern("1 run, [\\d,]+0 loops");
        assertThat(error("%timeit nosuch(1)")).contains("nosuch");
        assertThat(error("%%timeit\nint a = 1;\nint b = \"x\";"))
                .contains("incompatible types")
                .contains(":2");
        assertThat(error("%timeit 1 / (turns - turns)")).contains("/ by zero");
        assertThat(error("%timeit -r 0 1")).contains("-r 0");
    }

    @Test
    void anInterruptEndsTimeIt() {
        Message started = client.startCell("System.out.println(\"begun\");\n%timeit Thread.sleep(60_000)");
        client.published(m -> m.text("text").equals("begun\n"));
        client.control("interrupt_request");
        assertThat(client.finish(started).reply().text("ename")).isEqualTo("KeyboardInterrupt");
    }

    private static String shown(Result result, String type) {
        return result.only("display_data").content().path("data").path(type).asText();
    }

    @Test
    void tellsAndDropsWhatIsDeclared() {
        run("%reset -f");
        assertThat(run("%whos").stream("stdout")).isEqualTo("The notebook has declared nothing.\n");
        run("""
                        import java.util.zip.CRC32;
                        var words = List.of("<b>", "c");
                        String none = null;
                        int count = 3;
                        class Mute { public String toString() { throw new RuntimeException(); } }
                        var mute = new Mute();
                        int twice(int n, String s) { return 2 * n; }
                        record Point(int x) {}""");
        Result whos = run("%whos");
        assertThat(shown(whos, "text/plain").lines())
                .contains("words              List<String>  [<b>, c]")
                .anyMatch(line -> line.matches("none +String +null"))
                .anyMatch(line -> line.matches("mute +Mute +\\(its text could not be had: RuntimeException\\)"))
                .anyMatch(line -> line.matches("twice\\(int,String\\) +int"))
                .anyMatch(line -> line.matches("Point +record"));
        assertThat(shown(whos, "text/html")).contains("[&lt;b&gt;, c]").contains("<th");
        assertThat(run("%who").stream("stdout"))
                .contains("words")
                .contains("twice")
                .contains("Point");
        run("count = 4;");
        assertThat(shown(run("%whos"), "text/plain")).containsPattern("count +int +4");
        assertThat(error("%reset")).contains("words").contains("%reset -f");
        assertThat(run("count").value()).isEqualTo("4");
        run("%reset -f");
        assertThat(client.run("count").status()).isEqualTo("error");
        assertThat(client.run("new Point(1)").status()).isEqualTo("error");
        assertThat(client.run("new CRC32()").status()).isEqualTo("error");
        assertThat(run("int count = 1;\nList.of(count)").value()).isEqualTo("[1]");
    }

    @Test
    void printsAndSearchesTheHistory() {
        int first = run("int forThePast = 1;").reply().number("execution_count", -1);
        run("forThePast++;\nforThePast++;");
        assertThat(run("%history " + first + "-" + (first + 1)).stream("stdout"))
                .isEqualTo("int forThePast = 1;\nforThePast++;\nforThePast++;\n");
        assertThat(run("%history -n " + first).stream("stdout").strip()).isEqualTo(first + ": int forThePast = 1;");
        assertThat(run("%history -l 1").stream("stdout")).startsWith("%history -n");
        assertThat(run("%history -g 'forThePast = ?;'").stream("stdout"))
                .containsPattern("\\d+/" + first + ": int forThePast = 1;");
        assertThat(error("%history some")).contains("“some” is no range");
        assertThat(run("%history 999999").stream("stdout")).isEqualTo("There is no such cell.\n");
    }

    private String completed(String code) {
        ObjectNode request = Json.object().put("code", code).put("cursor_pos", code.length());
        Message reply = client.ask("complete_request", request);
        return reply.number("cursor_start", -1) + " " + reply.content().path("matches");
    }

    @Test
    void filesFoldersAndVariablesAreCompleted() throws IOException {
        file("completed.jsh", "");
        file(".hidden", "");
        Files.createDirectories(folder.resolve("work/compost"));
        assertThat(completed("%load comp")).isEqualTo("6 [\"completed.jsh\",\"compost/\"]");
        assertThat(completed("%cd comp")).isEqualTo("4 [\"compost/\"]");
        assertThat(completed("%cd my\\ d")).isEqualTo("4 [\"'my data/'\"]");
        assertThat(completed("%cd 'my d")).isEqualTo("4 [\"'my data/'\"]");
        assertThat(completed("%jar " + folder + "/wo")).isEqualTo("5 [\"" + folder + "/work/\"]");
        assertThat(completed("%load .hid")).isEqualTo("6 [\".hidden\"]");
        run("%env ATELIER_COMPLETED=1");
        assertThat(completed("%env ATELIER_COMP")).isEqualTo("5 [\"ATELIER_COMPLETED\"]");
        assertThat(completed("%maven --settings comp")).contains("completed.jsh");
        assertThat(completed("%maven --settings=comp")).contains("--settings=completed.jsh");
    }
}
