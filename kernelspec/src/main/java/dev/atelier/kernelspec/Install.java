package dev.atelier.kernelspec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the kernelspec; {@code kernel.json} comes last and at once, so that Jupyter never sees half of one. */
@Command(name = "install", mixinStandardHelpOptions = true, description = "Install the Java kernel into Jupyter.")
final class Install implements Callable<Integer> {
    private final Surroundings surroundings;

    @Spec
    private CommandSpec spec;

    @Mixin
    private Where where = new Where();

    @Option(names = "--display-name", paramLabel = "TEXT", description = "What people see (default: ${DEFAULT-VALUE}).")
    private String displayName = "Java";

    @Option(
            names = "--jvm-option",
            paramLabel = "OPTION",
            description = "An option for the kernel's JVM, such as -Xmx8g; may be repeated.")
    private List<String> jvmOptions = new ArrayList<>();

    @Option(
            names = "--no-aot",
            description = "Do not make the AOT cache, which takes some seconds and 40 MB and halves the start.")
    private boolean withoutAot;

    Install(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = where.folder(surroundings);
        Files.createDirectories(folder);
        for (String logo : KernelJson.LOGOS) {
            write(folder.resolve(logo), Resources.bytes(logo));
        }
        Path library = new Library(surroundings.jar().getParent()).copyInto(folder);
        Launch launch = new Launch(
                surroundings.java(), library.resolve(surroundings.jar().getFileName()), jvmOptions);
        Optional<Path> cache = withoutAot
                ? Optional.empty()
                : new AotCache(launch).ensure(folder, spec.commandLine().getErr());
        write(folder.resolve(KernelJson.FILE), KernelJson.bytes(launch.kernel(cache), displayName));
        AotCache.removeOthers(folder, cache);
        Library.removeOld(folder);
        spec.commandLine().getOut().println("Installed the kernelspec \"" + where.name() + "\" in " + folder + ".");
        return 0;
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Path part = Files.createTempFile(file.getParent(), ".part", ".tmp");
        try {
            Files.write(part, bytes);
            part.toFile().setReadable(true, false);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
