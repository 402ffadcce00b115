package dev.atelier.kernelspec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Removes what {@link Install} wrote, {@code kernel.json} first: Jupyter never offers half of a kernel. */
@Command(
        name = "uninstall",
        mixinStandardHelpOptions = true,
        description = "Remove the Java kernel from Jupyter; end kernels that still run on it first.")
final class Uninstall implements Callable<Integer> {
    private final Surroundings surroundings;

    @Spec
    private CommandSpec spec;

    @Mixin
    private Where where = new Where();

    Uninstall(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = where.folder(surroundings);
        Path kernelJson = folder.resolve(KernelJson.FILE);
        if (!Files.isRegularFile(kernelJson)) {
            throw refused(
                    "There is no kernelspec in " + folder + ". jupyter kernelspec list tells where there are some.");
        }
        if (!Files.readString(kernelJson)
                .contains(surroundings.jar().getFileName().toString())) {
            throw refused("The kernelspec in " + folder
                    + " is another kernel's. Remove it with: jupyter kernelspec remove " + where.name());
        }
        Files.delete(kernelJson);
        remove(folder);
        spec.commandLine()
                .getOut()
                .println("Removed the kernelspec \"" + where.name() + "\" from " + folder.getParent() + ".");
        return 0;
    }

    private ParameterException refused(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }

    /** Links are removed, never followed. */
    private static void remove(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.delete(each);
            }
        }
    }
}
