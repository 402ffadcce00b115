package dev.atelier.kernel.magic.load;

import dev.atelier.kernel.magic.FileNames;
import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.MagicException;
import dev.atelier.kernel.magic.NotebookAccess;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        description =
                "Run a file in this kernel: the code cells of a notebook (.ipynb), the classes of a Java file (.java), "
                        + "or a JShell script (.jsh).")
final class Load implements Callable<Path> {
    /** A notebook holds its outputs, pictures among them. */
    private static final long LARGEST = 256L << 20;

    private final MagicContext context;

    @Parameters(
            paramLabel = "FILE",
            completionCandidates = FileNames.class,
            description = "Relative to the working folder; ~ is the home folder.")
    private String file = "";

    Load(MagicContext context) {
        this.context = context;
    }

    @Override
    public Path call() {
        Path path = context.workingFolder().resolve(FileNames.expanded(file)).normalize();
        if (!Files.isRegularFile(path)) {
            throw new MagicException("There is no file " + path + ".");
        }
        Script script = script(path);
        script.remarks().forEach(remark -> context.print(remark + "\n"));
        NotebookAccess notebook = context.requireNotebook();
        script.parts().forEach(part -> notebook.run(part.text(), part.label()));
        return path;
    }

    private Script script(Path path) {
        String name = path.getFileName().toString();
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "ipynb" -> NotebookFile.script(file, text(path));
            case "java" -> JavaFile.script(file, text(path));
            case "jsh", "jshell" -> JShellFile.script(file, text(path), context.requireNotebook()::complete);
            default ->
                throw new MagicException(
                        "What " + path + " holds is not told by its name. %load takes a notebook (.ipynb), "
                                + "a Java file (.java) or a JShell script (.jsh).");
        };
    }

    private static String text(Path path) {
        try {
            long size = Files.size(path);
            if (size > LARGEST) {
                throw new MagicException(
                        path + " is too large: " + (size >> 20) + " MB, where %load takes " + (LARGEST >> 20) + " MB.");
            }
            return Files.readString(path).replace("\r\n", "\n");
        } catch (CharacterCodingException e) {
            throw new MagicException(path + " is no text in UTF-8.", e);
        } catch (IOException e) {
            throw new MagicException(path + " cannot be read: " + e.getMessage() + ".", e);
        }
    }
}
