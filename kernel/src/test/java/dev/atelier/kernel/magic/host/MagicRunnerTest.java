package dev.atelier.kernel.magic.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.kernel.magic.LiveRendering;
import dev.atelier.kernel.magic.Magic;
import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.MagicException;
import dev.atelier.kernel.magic.Rendering;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

class MagicRunnerTest {
    @Command(description = "Look after animals.", subcommands = Feed.class)
    static class Animals {}

    enum Food {
        HAY,
        FISH
    }

    static class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("otto", "olga", "emil").iterator();
        }
    }

    @Command(name = "feed", description = "Feed one.")
    static class Feed implements Callable<Map<String, List<Integer>>> {
        @Option(names = "--with", required = true, description = "What.")
        Food food;

        @Parameters(completionCandidates = Names.class, description = "Whom.")
        String animal;

        @Override
        public Map<String, List<Integer>> call() {
            return Map.of(animal + " " + food, List.of(1));
        }
    }

    private static final class Recorded implements MagicContext {
        private final StringBuilder printed = new StringBuilder();

        @Override
        public Optional<String> body() {
            return Optional.empty();
        }

        @Override
        public Path workingFolder() {
            return Path.of("");
        }

        @Override
        public Map<String, String> environment() {
            return Map.of();
        }

        @Override
        public void print(String text) {
            printed.append(text);
        }

        @Override
        public void show(Rendering rendering) {}

        @Override
        public LiveRendering live(Rendering first) {
            return next -> {};
        }

        @Override
        public String prompt() {
            return "%";
        }
    }

    private record Zoo(String name) implements Magic {
        @Override
        public Object command(MagicContext context) {
            return new Animals();
        }
    }

    private final Recorded context = new Recorded();
    private final Magics magics =
            new Magics(List.of(new Zoo("zoo")), MagicRunnerTest.class::getClassLoader, complaint -> {});
    private final MagicRunner runner = new MagicRunner(magics);
    private final MagicCompletion completion = new MagicCompletion(magics);

    @Test
    void aSubcommandsValueAndItsDeclaredType() throws Exception {
        MagicResult result = runner.run("zoo", "feed --with fish 'old otto'", context);
        assertThat(result.value()).contains(Map.of("old otto FISH", List.of(1)));
        assertThat(result.type()).isEqualTo("java.util.Map<java.lang.String, java.util.List<java.lang.Integer>>");
    }

    @Test
    void aSemicolonAtTheEndIsNoWord() throws Exception {
        assertThat(runner.run("zoo", "feed --with fish otto;", context).value())
                .contains(Map.of("otto FISH", List.of(1)));
        assertThat(runner.run("zoo", "feed --with fish 'otto;' ;", context).value())
                .contains(Map.of("otto; FISH", List.of(1)));
    }

    /** A jar whose author forgot something. */
    public static final class Nameless implements Magic {
        @Override
        public String name() {
            return null;
        }

        @Override
        public Object command(MagicContext called) {
            return new Animals();
        }
    }

    /** A jar whose own libraries are missing. */
    public static final class Unlinked implements Magic {
        public Unlinked() {
            throw new NoClassDefFoundError("no/such/Library");
        }

        @Override
        public String name() {
            return "unlinked";
        }

        @Override
        public Object command(MagicContext called) {
            return new Animals();
        }
    }

    @Test
    void aBrokenMagicCostsOnlyItself(@TempDir Path jar) throws Exception {
        Path services = Files.createDirectories(jar.resolve("META-INF/services"));
        Files.write(
                services.resolve(Magic.class.getName()),
                List.of(Unlinked.class.getName(), Nameless.class.getName(), "no.such.Magic"));
        List<String> complaints = new ArrayList<>();
        try (var loader =
                new URLClassLoader(new URL[] {jar.toUri().toURL()}, getClass().getClassLoader())) {
            Magics some = new Magics(List.of(new Zoo("zoo")), () -> loader, complaints::add);
            assertThat(some.all()).containsKey("zoo").doesNotContainKey("unlinked");
        }
        assertThat(complaints).hasSize(3);
    }

    @Test
    void helpInBothWays() throws Exception {
        runner.run("zoo", "feed --help", context);
        assertThat(context.printed).contains("Usage: %zoo feed").contains("--with=<food>");
        runner.run("zoo?", "", context);
        assertThat(context.printed).contains("Look after animals.");
    }

    @Test
    void errorsAreShortAndShowTheUsage() {
        assertThatThrownBy(() -> runner.run("zoo", "feed otto", context))
                .isInstanceOf(MagicException.class)
                .hasMessageContaining("--with")
                .hasMessageContaining("Usage: %zoo feed");
        assertThatThrownBy(() -> runner.run("zoo", "fede", context)).hasMessageContaining("feed");
        assertThatThrownBy(() -> runner.run("zoo", "", context)).hasMessageContaining("feed");
        assertThatThrownBy(() -> runner.run("zo", "", context)).hasMessageContaining("%zoo");
    }

    private List<String> completed(String line) {
        return completion.complete(line, context).orElseThrow().matches();
    }

    @Test
    void completesNamesSubcommandsOptionsAndCandidates() {
        assertThat(completed("%z")).containsExactly("%zoo");
        assertThat(completed("var x = %z")).containsExactly("%zoo");
        assertThat(completed("%zoo f")).containsExactly("feed");
        assertThat(completed("%zoo feed --w")).containsExactly("--with");
        assertThat(completed("%zoo feed --with ")).contains("HAY", "FISH");
        assertThat(completed("%zoo feed o")).containsExactly("olga", "otto");
        assertThat(completion.complete("int a = b % c", context)).isEmpty();
    }
}
