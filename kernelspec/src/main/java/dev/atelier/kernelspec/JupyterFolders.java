package dev.atelier.kernelspec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Jupyter's data folders, as jupyter_core finds them. */
record JupyterFolders(Map<String, String> environment, String osName, Path home) {

    Path user() {
        String chosen = environment.getOrDefault("JUPYTER_DATA_DIR", "");
        if (!chosen.isEmpty()) {
            return Path.of(chosen);
        }
        String os = osName.toLowerCase(Locale.ROOT);
        if (os.startsWith("windows")) {
            String roaming = environment.get("APPDATA");
            return (roaming == null
                    ? home.resolve(".jupyter")
                    : Path.of(roaming).resolve("jupyter"));
        }
        if (os.startsWith("mac")) {
            return home.resolve("Library").resolve("Jupyter");
        }
        String xdg = environment.getOrDefault("XDG_DATA_HOME", "");
        return (xdg.isEmpty() ? home.resolve(".local").resolve("share") : Path.of(xdg)).resolve("jupyter");
    }

    static Path under(Path prefix) {
        return prefix.toAbsolutePath().normalize().resolve("share").resolve("jupyter");
    }

    /** The prefix of the Python environment that is active, or else of the {@code python3} that is found first. */
    Path sysPrefix() throws IOException, InterruptedException {
        for (String variable : new String[] {"VIRTUAL_ENV", "CONDA_PREFIX"}) {
            String prefix = environment.getOrDefault(variable, "");
            if (!prefix.isEmpty()) {
                return under(Path.of(prefix));
            }
        }
        Process python = new ProcessBuilder("python3", "-c", "import sys; print(sys.prefix)")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String prefix = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (python.waitFor() != 0 || prefix.isEmpty()) {
            throw new IOException(
                    "No Python was found for --sys-prefix. Activate its environment, or name it with " + "--prefix.");
        }
        return under(Path.of(prefix));
    }
}
