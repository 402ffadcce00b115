package dev.atelier.kernel.magic.maven;

import dev.atelier.kernel.magic.FileNames;
import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.MagicException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** What {@code %maven} and {@code %%pom} have in common. */
final class Options {
    private static final Pattern REPOSITORY = Pattern.compile("(?:([A-Za-z0-9_.-]+)=)?((?:https?|file):.+)");
    private static final Pattern EXCLUSION = Pattern.compile("[A-Za-z0-9_.*-]+:[A-Za-z0-9_.*-]+");

    @Option(
            names = "--repo",
            paramLabel = "[ID=]URL",
            description = "A repository besides Maven Central and those of settings.xml; may be repeated.")
    private List<String> repositories = List.of();

    @Option(
            names = "--exclude",
            paramLabel = "GROUP:ARTIFACT",
            description = "What not to add, wherever it is asked for; may be repeated, and * stands for any.")
    private List<String> excluded = List.of();

    @Option(names = "--offline", description = "Use what the local repository has, and download nothing.")
    private boolean offline;

    @Option(names = "--dry-run", description = "Resolve, and tell what would be added.")
    private boolean dryRun;

    @Option(names = "--no-sources", description = "Do not download sources for Javadoc.")
    private boolean withoutSources;

    @Option(
            names = "--settings",
            paramLabel = "FILE",
            completionCandidates = FileNames.class,
            description = "A settings.xml instead of your own in ~/.m2.")
    private Optional<String> settings = Optional.empty();

    /** @throws MagicException when an option's value cannot be used */
    Dependencies.Request request(List<Coordinate> artifacts, Optional<String> pom, MagicContext context) {
        excluded.stream()
                .filter(pattern -> !EXCLUSION.matcher(pattern).matches())
                .findFirst()
                .ifPresent(pattern -> {
                    throw new MagicException("--exclude takes GROUP:ARTIFACT, not “" + pattern + "”.");
                });
        Resolver.Settings how = new Resolver.Settings(
                repositories(), offline, settings.map(file -> settingsFile(file, context)), context.environment());
        return new Dependencies.Request(artifacts, pom, Set.copyOf(excluded), how, !withoutSources && !offline, dryRun);
    }

    private Map<String, String> repositories() {
        Map<String, String> byId = new LinkedHashMap<>();
        for (String typed : repositories) {
            Matcher repository = REPOSITORY.matcher(typed);
            if (!repository.matches()) {
                throw new MagicException("--repo takes a URL (https://…, file:…), or ID=URL, not “" + typed + "”.");
            }
            String url = repository.group(2);
            byId.put(Optional.ofNullable(repository.group(1)).orElseGet(() -> id(url)), url);
        }
        return byId;
    }

    /** The id by which settings.xml may name credentials and mirrors: the host, unless one is given. */
    private static String id(String url) {
        try {
            return Optional.ofNullable(URI.create(url).getHost()).orElse("repo");
        } catch (IllegalArgumentException e) {
            throw new MagicException("“" + url + "” is no URL: " + e.getMessage() + ".", e);
        }
    }

    private static Path settingsFile(String typed, MagicContext context) {
        Path file = context.workingFolder().resolve(FileNames.expanded(typed)).normalize();
        if (!Files.isRegularFile(file)) {
            throw new MagicException("There is no settings file " + file + ".");
        }
        return file;
    }
}
