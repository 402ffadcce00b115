package dev.atelier.kernelspec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Puts the kernel into a Python package, whose installation is the kernelspec's. The jars lie in the package and not beside
 * {@code kernel.json}, because a client need not know where that lies.
 */
@Command(
        name = "wheel",
        mixinStandardHelpOptions = true,
        description = "Make a Python package that pip installs the Java kernel from.")
final class MakeWheel implements Callable<Integer> {
    private static final String PACKAGE = "atelier_java_kernel";
    private static final List<String> MODULES =
            List.of("__init__.py", "__main__.py", "cache.py", "java.py", "launch.py");
    /** Jupyter takes its own Python for this one; the connection file is the only thing that it need fill in. */
    private static final List<String> COMMAND = List.of("python", "-m", PACKAGE, "-f", "{connection_file}");

    private final Surroundings surroundings;

    @Spec
    private CommandSpec spec;

    @Option(names = "--output", paramLabel = "FOLDER", description = "Where to put it (default: the current folder).")
    private Path output = Path.of("");

    MakeWheel(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        String version = PythonVersion.of(surroundings.version());
        Wheel wheel = new Wheel(PACKAGE, version);
        for (String module : MODULES) {
            wheel.add(PACKAGE + "/" + module, Resources.bytes("/" + PACKAGE + "/" + module));
        }
        wheel.add(PACKAGE + "/options", String.join("\n", Launch.OPTIONS).getBytes(StandardCharsets.UTF_8));
        wheel.add(PACKAGE + "/main", surroundings.jar().getFileName().toString().getBytes(StandardCharsets.UTF_8));
        for (Path jar : new Library(surroundings.jar().getParent()).jars()) {
            wheel.add(PACKAGE + "/lib/" + jar.getFileName(), Files.readAllBytes(jar));
        }
        String kernelspec = "share/jupyter/kernels/java/";
        wheel.addData(kernelspec + KernelJson.FILE, KernelJson.bytes(COMMAND, "Java"));
        for (String logo : KernelJson.LOGOS) {
            wheel.addData(kernelspec + logo, Resources.bytes(logo));
        }
        wheel.addInfo("METADATA", metadata(version));
        wheel.addInfo("licenses/LICENSE", Resources.bytes("/META-INF/LICENSE"));
        Path folder =
                Files.createDirectories(surroundings.directory().resolve(output).normalize());
        Path file = wheel.writeInto(folder);
        spec.commandLine().getOut().println("Made " + file + ". Install it with: pip install " + file);
        return 0;
    }

    private static String metadata(String version) {
        return """
                Metadata-Version: 2.4
                Name: atelier-java-kernel
                Version: %s
                Summary: Atelier's Java kernel for Jupyter
                License-Expression: Apache-2.0
                License-File: LICENSE
                Classifier: Framework :: Jupyter
                Classifier: Programming Language :: Java
                Requires-Python: >=3.10
                Description-Content-Type: text/markdown

                Java notebooks in Jupyter. It needs a JDK 25 or newer, which it finds by `JAVA_HOME`, on `PATH`, or in
                the usual folders. Options for the kernel's JVM come from `JDK_JAVA_OPTIONS`, such as `-Xmx8g`.

                The second start is the quick one: a cache of loaded classes is made in the background of the first.
                `python -m atelier_java_kernel --prepare` makes it at once, in an image for instance.
                """.formatted(version);
    }
}
