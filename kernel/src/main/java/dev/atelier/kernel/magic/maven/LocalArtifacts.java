package dev.atelier.kernel.magic.maven;

import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.WordCompletion;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Coordinates for Tab, from the folders of the local repository: nobody is asked over the network. */
final class LocalArtifacts implements WordCompletion {
    private static final int MOST = 500;
    private static final Pattern LOCAL_REPOSITORY =
            Pattern.compile("<localRepository>\\s*([^<$]+?)\\s*</localRepository>");

    @Override
    public List<String> words(String typed, MagicContext context) {
        int colon = typed.lastIndexOf(':');
        try {
            Path repository = repository();
            return colon < 0
                    ? groups(repository, typed)
                    : below(repository, typed.substring(0, colon), typed.substring(colon + 1));
        } catch (InvalidPathException e) {
            return List.of();
        }
    }

    /** {@code com.goo}: folders that go on with a dot, or with a colon where they hold an artifact. */
    private static List<String> groups(Path repository, String typed) {
        int dot = typed.lastIndexOf('.') + 1;
        Path folder = repository.resolve(typed.substring(0, dot).replace('.', '/'));
        List<String> words = new ArrayList<>();
        for (Path child : folders(folder, typed.substring(dot))) {
            String group = typed.substring(0, dot);
            if (holdsVersions(child)) {
                words.add(group.substring(0, Math.max(0, dot - 1)) + ":" + child.getFileName() + ":");
            } else {
                words.add(group + child.getFileName() + ".");
            }
        }
        return words;
    }

    /** {@code com.google.guava:gu} and {@code com.google.guava:guava:3}. */
    private static List<String> below(Path repository, String before, String prefix) {
        String[] parts = before.split(":", -1);
        Path group = repository.resolve(parts[0].replace('.', '/'));
        boolean versions = parts.length > 1;
        Path folder = versions ? group.resolve(parts[1]) : group;
        return parts.length > 2
                ? List.of()
                : folders(folder, prefix).stream()
                        .filter(child -> versions ? holdsPom(child) : holdsVersions(child))
                        .map(child -> before + ":" + child.getFileName() + (versions ? "" : ":"))
                        .toList();
    }

    private static boolean holdsVersions(Path folder) {
        return folders(folder, "").stream().anyMatch(LocalArtifacts::holdsPom);
    }

    private static boolean holdsPom(Path folder) {
        return !list(folder, entry -> entry.toString().endsWith(".pom")).isEmpty();
    }

    private static List<Path> folders(Path folder, String prefix) {
        return list(folder, entry -> entry.getFileName().toString().startsWith(prefix) && Files.isDirectory(entry));
    }

    private static List<Path> list(Path folder, DirectoryStream.Filter<Path> filter) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, filter)) {
            for (Path entry : entries) {
                found.add(entry);
                if (found.size() == MOST) {
                    break;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
        return found;
    }

    /** As Maven finds it, without reading all of its settings. */
    private static Path repository() {
        Path maven = Path.of(System.getProperty("user.home"), ".m2");
        String option = System.getProperty("maven.repo.local");
        if (option != null) {
            return Path.of(option);
        }
        try {
            Matcher named = LOCAL_REPOSITORY.matcher(Files.readString(maven.resolve("settings.xml")));
            return named.find() ? Path.of(named.group(1)) : maven.resolve("repository");
        } catch (IOException e) {
            return maven.resolve("repository");
        }
    }
}
