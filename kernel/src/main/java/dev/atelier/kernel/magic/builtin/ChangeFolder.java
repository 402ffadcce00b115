package dev.atelier.kernel.magic.builtin;

import dev.atelier.kernel.magic.FileNames;
import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.MagicException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        description =
                "Change the folder in which %%%%bash and magics work, or show it; a JVM cannot change its own: Java's "
                        + "relative paths stay where the kernel was started.")
final class ChangeFolder implements Callable<Path> {
    private final MagicContext context;

    @Parameters(
            arity = "0..1",
            paramLabel = "FOLDER",
            completionCandidates = FileNames.Folders.class,
            description = "Relative to the present one; ~ is the home folder.")
    private String folder = "";

    ChangeFolder(MagicContext context) {
        this.context = context;
    }

    @Override
    public Path call() {
        if (!folder.isEmpty()) {
            Path target =
                    context.workingFolder().resolve(FileNames.expanded(folder)).normalize();
            if (!Files.isDirectory(target)) {
                throw new MagicException("There is no folder " + target + ".");
            }
            context.requireNotebook().changeFolder(target);
        }
        context.print(context.workingFolder() + "\n");
        return context.workingFolder();
    }

    @Command(description = "Show the folder in which %%%%bash and magics work.")
    static final class Show implements Callable<Path> {
        private final MagicContext context;

        Show(MagicContext context) {
            this.context = context;
        }

        @Override
        public Path call() {
            context.print(context.workingFolder() + "\n");
            return context.workingFolder();
        }
    }
}
