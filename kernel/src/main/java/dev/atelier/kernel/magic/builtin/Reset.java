package dev.atelier.kernel.magic.builtin;

import dev.atelier.kernel.magic.Declared;
import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.MagicException;
import dev.atelier.kernel.magic.NotebookAccess;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        description =
                "Drop what the notebook declared: variables, methods, types and imports. Its class path stays, and "
                        + "so does what its threads and libraries hold.")
final class Reset implements Callable<Void> {
    private static final int NAMED = 10;

    private final MagicContext context;

    @Option(
            names = {"-f", "--yes"},
            description = "Do it; without it, only say what would go.")
    private boolean sure;

    Reset(MagicContext context) {
        this.context = context;
    }

    @Override
    public Void call() {
        NotebookAccess notebook = context.requireNotebook();
        List<Declared> declared = notebook.declared();
        if (!sure && !declared.isEmpty()) {
            String names = declared.stream().limit(NAMED).map(Declared::name).collect(Collectors.joining(", "));
            throw new MagicException("This would drop " + count(declared) + " (" + names
                    + (declared.size() > NAMED ? ", …" : "") + "). To do it, type %reset -f.");
        }
        notebook.reset();
        context.print(declared.isEmpty() ? "There was nothing to drop.\n" : "Dropped " + count(declared) + ".\n");
        return null;
    }

    private static String count(List<Declared> declared) {
        return declared.size() + (declared.size() == 1 ? " name" : " names");
    }
}
