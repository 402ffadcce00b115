package dev.atelier.kernel.magic.maven;

import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.MagicException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        description =
                "Add the dependencies of a POM to the class path: %%%%pom over a cell that holds <dependency> elements, "
                        + "other parts of a POM, or a whole <project>.")
final class Pom implements Callable<List<Path>> {
    private static final Pattern FIRST_ELEMENT =
            Pattern.compile("(?:\\s++|<\\?.*?\\?>|<!--.*?-->)*+<([A-Za-z]+)\\b", Pattern.DOTALL);
    private static final String HEAD = "<project><modelVersion>4.0.0</modelVersion>";

    private final MagicContext context;
    private final Dependencies dependencies;

    @Mixin
    private Options options = new Options();

    Pom(MagicContext context, Dependencies dependencies) {
        this.context = context;
        this.dependencies = dependencies;
    }

    @Override
    public List<Path> call() throws InterruptedException {
        String body = context.body().orElse("");
        Matcher first = FIRST_ELEMENT.matcher(body);
        if (!first.lookingAt()) {
            throw new MagicException(
                    "%%pom stands over a cell with XML: <dependency> elements as on a library's page, other "
                            + "parts of a POM, or a whole <project>.");
        }
        String pom = whole(first.group(1), body);
        return dependencies.add(options.request(List.of(), Optional.of(pom), context), context);
    }

    /** What is wrapped around it adds no line, so that errors name lines of the cell. */
    private static String whole(String firstElement, String body) {
        return switch (firstElement) {
            case "project" -> body;
            case "dependency" -> HEAD + "<dependencies>" + body + "</dependencies></project>";
            default -> HEAD + body + "</project>";
        };
    }
}
