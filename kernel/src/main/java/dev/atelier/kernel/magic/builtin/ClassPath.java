package dev.atelier.kernel.magic.builtin;

import dev.atelier.kernel.magic.FileNames;
import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.MagicException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

@Command(description = "Show the jars and folders that the notebook added to its class path.")
final class ClassPath implements Callable<List<Path>> {
    private final MagicContext context;

    ClassPath(MagicContext context) {
        this.context = context;
    }

    @Override
    public List<Path> call() {
        List<Path> classPath = context.requireNotebook().classPath();
        classPath.forEach(path -> context.print(path + "\n"));
        return classPath;
    }

    /** {@code %classpath} with its subcommand {@code add}. */
    static CommandSpec command(MagicContext context) {
        return CommandSpec.forAnnotatedObject(new ClassPath(context))
                .addSubcommand("add", new CommandLine(new Add(context)));
    }

    @Command(description = "Add jars or class folders to the notebook's class path.")
    static final class Add implements Callable<List<Path>> {
        private final MagicContext context;

        @Parameters(
                arity = "1..*",
                paramLabel = "JAR",
                completionCandidates = FileNames.class,
                description = "Jars, folders, or DIR/*.jar.")
        private List<String> paths = List.of();

        Add(MagicContext context) {
            this.context = context;
        }

        @Override
        public List<Path> call() {
            return added(paths, context);
        }
    }

    private static List<Path> added(List<String> paths, MagicContext context) {
        List<Path> all = new ArrayList<>();
        for (String typed : paths) {
            all.addAll(matching(context.workingFolder(), FileNames.expanded(typed)));
        }
        context.requireNotebook().addToClassPath(all);
        return all;
    }

    private static List<Path> matching(Path folder, String typed) {
        int star = typed.indexOf('*');
        Path path = folder.resolve(star < 0 ? typed : typed.substring(0, typed.lastIndexOf('/', star) + 1))
                .normalize();
        if (star < 0) {
            if (!Files.exists(path)) {
                throw new MagicException("There is no jar or folder " + path + ".");
            }
            return List.of(path);
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(path, typed.substring(typed.lastIndexOf('/', star) + 1))) {
            files.forEach(found::add);
        } catch (IOException e) {
            throw new MagicException("The folder " + path + " cannot be read: " + e.getMessage() + ".", e);
        }
        if (found.isEmpty()) {
            throw new MagicException("Nothing matches " + typed + " in " + folder + ".");
        }
        return found;
    }
}
