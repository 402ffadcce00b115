package dev.atelier.kernel.magic.maven;

import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.MagicException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        description = "Add libraries and all that they need to the class path, as Maven finds them: "
                + "%%maven GROUP:ARTIFACT:VERSION …, or %%%%maven over a cell with one in each line.")
final class Maven implements Callable<List<Path>> {
    private final MagicContext context;
    private final Dependencies dependencies;

    @Mixin
    private Options options = new Options();

    @Parameters(
            paramLabel = "GROUP:ARTIFACT[:VERSION]",
            completionCandidates = LocalArtifacts.class,
            description = "Without a version the newest release; with others than the main jar "
                    + "GROUP:ARTIFACT:EXTENSION:CLASSIFIER:VERSION.")
    private List<String> typed = List.of();

    Maven(MagicContext context, Dependencies dependencies) {
        this.context = context;
        this.dependencies = dependencies;
    }

    @Override
    public List<Path> call() throws InterruptedException {
        String body = context.body().orElse("");
        if (body.stripLeading().startsWith("<")) {
            throw new MagicException("This cell holds XML. Begin it with %%pom instead.");
        }
        List<Coordinate> artifacts = Stream.concat(typed.stream(), lines(body))
                .map(Coordinate::parse)
                .distinct()
                .toList();
        if (artifacts.isEmpty()) {
            throw new MagicException("Say what to add, for example %maven org.apache.commons:commons-csv:1.14.1.");
        }
        return dependencies.add(options.request(artifacts, Optional.empty(), context), context);
    }

    /** One coordinate in each line; {@code #} and {@code //} begin comments. */
    private static Stream<String> lines(String body) {
        return body.lines()
                .map(line -> line.replaceFirst("(#|//).*", "").strip())
                .filter(line -> !line.isEmpty());
    }
}
