package dev.atelier.kernel.magic;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Files and folders, relative to the working folder; {@code ~} is the home folder. Parameters of type {@link Path} get
 * them without being marked.
 */
public class FileNames implements WordCompletion {
    private static final int MOST = 500;

    /** Folders alone. */
    public static final class Folders extends FileNames {
        @Override
        protected boolean wanted(Path path) {
            return Files.isDirectory(path);
        }
    }

    protected boolean wanted(Path path) {
        return true;
    }

    @Override
    public final List<String> words(String typed, MagicContext context) {
        String folder = typed.substring(0, typed.lastIndexOf('/') + 1);
        String prefix = typed.substring(folder.length());
        List<String> words = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                context.workingFolder().resolve(expanded(folder)), entry -> fits(entry, prefix))) {
            for (Path entry : entries) {
                words.add(folder + entry.getFileName() + (Files.isDirectory(entry) ? "/" : ""));
                if (words.size() == MOST) {
                    break;
                }
            }
        } catch (IOException | DirectoryIteratorException | InvalidPathException e) {
            return List.of();
        }
        return words;
    }

    /** As in a shell, hidden ones only where their dot was typed. */
    private boolean fits(Path entry, String prefix) {
        String name = entry.getFileName().toString();
        return name.startsWith(prefix) && (prefix.startsWith(".") || !name.startsWith(".")) && wanted(entry);
    }

    /** A path as people type it in a shell: {@code ~} at the beginning is the home folder. */
    public static String expanded(String typed) {
        return typed.equals("~") || typed.startsWith("~/")
                ? System.getProperty("user.home") + typed.substring(1)
                : typed;
    }
}
