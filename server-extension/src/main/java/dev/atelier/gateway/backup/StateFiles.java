package dev.atelier.gateway.backup;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Which files of a home are its state, beside the store; the others are made again when they are missing. */
final class StateFiles {
    /** The store, by its name in the home and in a backup. */
    static final String STORE = "atelier.db";

    /**
     * Tokens and secrets, the operator's file, people's keys, settings and workspaces, and what leads to an instance: without
     * the secret of an agent that still runs, nobody gets to it.
     */
    private static final Pattern STATE =
            Pattern.compile("token|gateway-id|vault\\.json|atelier\\.yml|port|ssh/[^/]+|lab/.+"
                    + "|instances/[^/]+/(agent-config\\.json|host\\.json|share-port|share-server/key/[^/]+)"
                    + "|engines/[^/]+/(share-port|key/[^/]+|share-server/key/[^/]+)");

    /** Folders in which state is, in a home and in an instance's folder: the others are not walked, as much is in them. */
    private static final Pattern WALKED =
            Pattern.compile("ssh|lab|lab/.+|instances|instances/[^/]+|instances/[^/]+/share-server(/key)?"
                    + "|engines|engines/[^/]+|engines/[^/]+/(key|share-server(/key)?)");

    private static final Pattern PART = Pattern.compile(".*\\.(part|tmp)");

    private StateFiles() {}

    /** @param name relative to the home, with slashes */
    static boolean belongs(String name) {
        boolean climbs = List.of(name.split("/", -1)).stream()
                .anyMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
        return !climbs && STATE.matcher(name).matches() && !PART.matcher(name).matches();
    }

    /** The names of those that are there; links are not followed. */
    static List<String> of(Path home) throws IOException {
        List<String> names = new ArrayList<>();
        Files.walkFileTree(home, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                boolean walked = folder.equals(home)
                        || WALKED.matcher(home.relativize(folder).toString()).matches();
                return walked ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = home.relativize(file).toString();
                if (attributes.isRegularFile() && belongs(name)) {
                    names.add(name);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE; // an instance that was deleted meanwhile
            }
        });
        return names.stream().sorted().toList();
    }
}
