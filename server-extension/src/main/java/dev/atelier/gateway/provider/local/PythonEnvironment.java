package dev.atelier.gateway.provider.local;

import dev.atelier.api.Problem;
import dev.atelier.gateway.provider.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A Python environment of an instance's own, laid over the base environment: what the base has is there at once, what a
 * person installs goes into their own and wins over the base. Made in a fraction of a second, where a copy takes ten.
 */
final class PythonEnvironment {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private PythonEnvironment() {}

    static void make(Path base, Path environment, Consumer<String> progress) throws IOException, InterruptedException {
        if (hasItsBase(environment)) {
            return;
        }
        progress.accept("making its Python environment");
        PrivateFiles.removeTree(environment);
        List<String> command =
                List.of(base.resolve("bin/python").toString(), "-m", "venv", "--without-pip", environment.toString());
        Commands.Result made = Commands.run(command, Map.of(), TIMEOUT);
        if (!made.succeeded()) {
            throw Problem.of(
                            500,
                            "no-python-environment",
                            "The Python environment " + environment + " could not be made: " + made.lastLine() + ".",
                            "Look at the free disk space, then create the instance again.")
                    .asException();
        }
        Files.writeString(sitePackages(environment).resolve("atelier-base.pth"), sitePackages(base) + "\n");
        for (String name : List.of("pip", "pip3")) {
            Path pip = environment.resolve("bin").resolve(name);
            Files.writeString(pip, "#!/bin/sh\nexec \"${0%/*}/python\" -m pip \"$@\"\n");
            Files.setPosixFilePermissions(pip, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.writeString(environment.resolve("atelier-base.txt"), base + "\n");
    }

    /** The base that it was made over stays its base: a newer one might have another Python. */
    private static boolean hasItsBase(Path environment) throws IOException {
        Path stamp = environment.resolve("atelier-base.txt");
        return Files.isRegularFile(stamp)
                && Files.isDirectory(Path.of(Files.readString(stamp).strip()));
    }

    private static Path sitePackages(Path environment) throws IOException {
        try (Stream<Path> versions = Files.list(environment.resolve("lib"))) {
            return versions.filter(v -> v.getFileName().toString().startsWith("python"))
                    .map(v -> v.resolve("site-packages"))
                    .filter(Files::isDirectory)
                    .findFirst()
                    .orElseThrow(() -> new IOException("no site-packages in " + environment));
        }
    }
}
