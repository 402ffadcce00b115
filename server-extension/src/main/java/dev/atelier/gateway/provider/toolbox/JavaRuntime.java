package dev.atelier.gateway.provider.toolbox;

import dev.atelier.api.Problem;
import dev.atelier.gateway.provider.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The Java that other places get: this gateway's own, trimmed to what agents, the kernel and people's notebooks need. */
final class JavaRuntime {
    private static final String MODULES =
            "java.se,jdk.compiler,jdk.jshell,jdk.jdi,jdk.unsupported,jdk.zipfs,jdk.net,jdk.management,jdk.crypto.ec,jdk.localedata";
    private static final long PATIENCE_MINUTES = 5;

    private final Path folder;

    /** @param programs the folder of this build, in which the runtime lies under its own version */
    JavaRuntime(Path programs) {
        this.folder = programs.resolve("runtime-" + version());
    }

    static String version() {
        return Runtime.version().toString().replaceAll("[^A-Za-z0-9.]", "-");
    }

    Path ensure(Consumer<String> progress) throws IOException, InterruptedException {
        if (Files.isDirectory(folder)) {
            return folder;
        }
        if (!System.getProperty("os.name").equals("Linux")) {
            throw Problem.of(
                            501,
                            "no-linux-java",
                            "Containers and hosts get the Java of the gateway's computer, which must be a Linux one so far.",
                            "Run the gateway on Linux, or choose --provider local.")
                    .asException();
        }
        progress.accept("making the Java runtime of instances (once)");
        Path work = Files.createTempDirectory(folder.getParent(), "runtime.");
        try {
            Path made = work.resolve("runtime");
            Path log = work.resolve("jlink.log");
            Process jlink = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "jlink")
                                    .toString(),
                            "--add-modules",
                            MODULES,
                            "--strip-debug",
                            "--no-header-files",
                            "--no-man-pages",
                            "--output",
                            made.toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                if (!jlink.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES) || jlink.exitValue() != 0) {
                    throw failed(Files.readString(log));
                }
            } finally {
                jlink.destroyForcibly();
            }
            Files.move(made, folder, StandardCopyOption.ATOMIC_MOVE);
            return folder;
        } finally {
            PrivateFiles.removeTree(work);
        }
    }

    private static dev.atelier.api.ProblemException failed(String log) {
        return Problem.of(
                        500,
                        "no-runtime",
                        "The Java runtime of instances could not be made: " + log.strip(),
                        "Run Atelier with a whole JDK 25, jlink with it.")
                .asException();
    }
}
