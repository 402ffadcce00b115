package dev.atelier.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.kernel.magic.Magic;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A magic of somebody else's, in a folder that a notebook adds, does to the notebook what built-in ones do. */
@Timeout(120)
class OtherMagicTest {
    private static final String SOURCE = """
            package other;

            import dev.atelier.kernel.magic.*;
            import java.nio.file.Path;
            import java.util.List;
            import java.util.concurrent.Callable;
            import picocli.CommandLine.*;

            public class Fetch implements Magic {
                public String name() { return "fetch"; }
                public Object command(MagicContext context) { return new Run(context); }

                @Command(description = "Add a folder of classes and use it.")
                public static class Run implements Callable<Integer> {
                    private final MagicContext context;
                    @Parameters Path folder;
                    public Run(MagicContext context) { this.context = context; }
                    public Integer call() {
                        NotebookAccess notebook = context.notebook().orElseThrow();
                        notebook.addToClassPath(List.of(folder));
                        notebook.run("int fetched = other.Lib.answer();", "fetch");
                        return notebook.declared().size();
                    }
                }
            }
            """;

    @TempDir
    static Path folder;

    private static Path compiled(String name, String source) throws Exception {
        Path classes = Files.createDirectories(folder.resolve(name));
        Path file = Files.writeString(classes.resolve(name + ".java"), source);
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-proc:none", "-d", classes.toString(), file.toString()))
                .isZero();
        return classes;
    }

    @Test
    void addsToTheClassPathAndDeclares() throws Exception {
        Path lib = compiled("Lib", "package other; public class Lib { public static int answer() { return 42; } }");
        Path magic = compiled("Fetch", SOURCE);
        Path services = Files.createDirectories(magic.resolve("META-INF/services"));
        Files.writeString(services.resolve(Magic.class.getName()), "other.Fetch");
        try (KernelProcess kernel = new KernelProcess(folder);
                KernelClient client = new KernelClient(kernel.connection())) {
            client.run("%jar " + magic);
            client.run("var n = %fetch " + lib);
            assertThat(client.run("fetched + n").value()).isEqualTo("43");
            assertThat(client.run("%classpath").stream("stdout")).contains(lib.toString());
        }
    }
}
