package dev.atelier.kernelspec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.kernel.message.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes the kernelspec; {@code kernel.json} comes last and at once, so that Jupyter never sees half of one. */
@Command(name = "install", mixinStandardHelpOptions = true, description = "Install the Java kernel into Jupyter.")
final class Install implements Callable<Integer> {
    private static final List<String> LOGOS = List.of("logo-32x32.png", "logo-64x64.png", "logo-svg.svg");

    @Spec
    private CommandSpec spec;

    @ArgGroup
    private Where where = new Where();

    @Option(names = "--name", paramLabel = "NAME", description = "The kernelspec's name (default: ${DEFAULT-VALUE}).")
    private String name = "java";

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

    /** One of them; --user is the default. */
    private static final class Where {
        /** Read by nobody: it is what happens without the others, but people may say so. */
        @SuppressWarnings("UnusedVariable")
        @Option(names = "--user", description = "For this person (the default).")
        private boolean user;

        @Option(names = "--sys-prefix", description = "Into the active Python environment.")
        private boolean sysPrefix;

        @Option(names = "--prefix", paramLabel = "FOLDER", description = "Into FOLDER/share/jupyter.")
        private Path prefix;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!name.matches("[a-z0-9._-]+")) {
            throw new ParameterException(
                    spec.commandLine(),
                    "The name \"" + name + "\" is not one Jupyter takes: use a-z, 0-9, dots, dashes, underscores.");
        }
        Path folder = data().resolve("kernels").resolve(name);
        Files.createDirectories(folder);
        for (String logo : LOGOS) {
            try (InputStream image = Install.class.getResourceAsStream(logo)) {
                write(folder.resolve(logo), image.readAllBytes());
            }
        }
        Path jar = new Library(jar().getParent()).copyInto(folder).resolve(jar().getFileName());
        Launch launch = new Launch(java(), jar, jvmOptions);
        Optional<Path> cache = withoutAot ? Optional.empty() : new AotCache(launch).ensure(folder, System.err);
        write(folder.resolve("kernel.json"), Json.bytes(kernelJson(launch.kernel(cache))));
        AotCache.removeOthers(folder, cache);
        Library.removeOld(folder);
        System.out.println("Installed the kernelspec \"" + name + "\" in " + folder + ".");
        return 0;
    }

    private Path data() throws IOException, InterruptedException {
        JupyterFolders folders = new JupyterFolders(
                System.getenv(), System.getProperty("os.name"), Path.of(System.getProperty("user.home")));
        if (where.prefix != null) {
            return JupyterFolders.under(where.prefix);
        }
        return where.sysPrefix ? folders.sysPrefix() : folders.user();
    }

    private ObjectNode kernelJson(List<String> command) {
        ObjectNode json = Json.object();
        json.set("argv", Json.strings(command));
        json.put("display_name", displayName).put("language", "java").put("interrupt_mode", "message");
        json.putObject("env");
        json.putObject("metadata").put("debugger", false);
        return json;
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

    private static Path java() {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        return Path.of(System.getProperty("java.home"), "bin", windows ? "java.exe" : "java");
    }

    private static Path jar() {
        try {
            return Path.of(Install.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
