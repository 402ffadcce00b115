package dev.atelier.kernelspec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Jupyter's data folders, as jupyter_core finds them. */
record JupyterFolders(Map<String, String> environment, String osName, Path home) {

    private static final Set<String> UNSET = Set.of("", "no", "n", "false", "off", "0", "0.0");

    Path user() {
        String os = osName.toLowerCase(Locale.ROOT);
        boolean platform = !UNSET.contains(variable("JUPYTER_PLATFORM_DIRS").toLowerCase(Locale.ROOT));
        if (!variable("JUPYTER_DATA_DIR").isEmpty()) {
            return Path.of(variable("JUPYTER_DATA_DIR"));
        }
        if (os.startsWith("windows")) {
            return windows(platform);
        }
        if (os.startsWith("mac")) {
            Path library = home.resolve("Library");
            return platform ? library.resolve("Application Support").resolve("jupyter") : library.resolve("Jupyter");
        }
        String xdg = variable("XDG_DATA_HOME");
        return (xdg.isEmpty() ? home.resolve(".local").resolve("share") : Path.of(xdg)).resolve("jupyter");
    }

    private Path windows(boolean platform) {
        if (platform) {
            String local = variable("LOCALAPPDATA");
            return (local.isEmpty() ? home.resolve("AppData").resolve("Local") : Path.of(local)).resolve("jupyter");
        }
        if (!variable("APPDATA").isEmpty()) {
            return Path.of(variable("APPDATA")).resolve("jupyter");
        }
        String config = variable("JUPYTER_CONFIG_DIR");
        return (config.isEmpty() ? home.resolve(".jupyter") : Path.of(config)).resolve("data");
    }

    /** Empty when it is not set. */
    private String variable(String name) {
        return environment.getOrDefault(name, "");
    }

    static Path under(Path prefix) {
        return prefix.toAbsolutePath().normalize().resolve("share").resolve("jupyter");
    }

    /** The prefix of the Python environment that is active, or else of the Python that is found first. */
    Path sysPrefix() throws IOException, InterruptedException {
        for (String variable : List.of("VIRTUAL_ENV", "CONDA_PREFIX")) {
            if (!variable(variable).isEmpty()) {
                return under(Path.of(variable(variable)));
            }
        }
        String python = Surroundings.windows(osName) ? "python" : "python3";
        String prefix = output(python, "-c", "import sys; print(sys.prefix)");
        if (prefix.isEmpty()) {
            throw new IOException(
                    "No Python was found for --sys-prefix. Activate its environment, or name it with --prefix.");
        }
        return under(Path.of(prefix));
    }

    /** What a program prints; empty when it fails, or when there is none of that name. */
    private static String output(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? printed : "";
        } catch (IOException e) {
            return "";
        }
    }
}
