package dev.atelier.kernel.magic.builtin;

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
    private final Workbench workbench;

    @Parameters(
            arity = "0..1",
            paramLabel = "FOLDER",
            description = "Relative to the present one; ~ is the home folder.")
    private String folder = "";

    ChangeFolder(MagicContext context, Workbench workbench) {
        this.context = context;
        this.workbench = workbench;
    }

    @Override
    public Path call() {
        if (!folder.isEmpty()) {
            Path target = workbench
                    .workingFolder()
                    .resolve(TypedPath.expanded(folder))
                    .normalize();
            if (!Files.isDirectory(target)) {
                throw new MagicException("There is no folder " + target + ".");
            }
            workbench.changeFolder(target);
        }
        context.print(workbench.workingFolder() + "\n");
        return workbench.workingFolder();
    }
}
