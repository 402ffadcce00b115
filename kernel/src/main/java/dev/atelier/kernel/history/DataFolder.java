package dev.atelier.kernel.history;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Where this platform wants programs to keep a person's data. */
public final class DataFolder {
    private DataFolder() {}

    public static Path of(Map<String, String> environment, String osName, Path home) {
        String own = environment.get("ATELIER_DATA"); // of an instance that keeps to itself
        if (own != null && !own.isEmpty()) {
            return Path.of(own);
        }
        String os = osName.toLowerCase(Locale.ROOT);
        if (os.startsWith("windows")) {
            String roaming = environment.get("APPDATA");
            return (roaming == null ? home.resolve("AppData").resolve("Roaming") : Path.of(roaming)).resolve("atelier");
        }
        if (os.startsWith("mac")) {
            return home.resolve("Library").resolve("Application Support").resolve("atelier");
        }
        String xdg = environment.get("XDG_DATA_HOME");
        Path data = xdg == null || xdg.isEmpty() ? home.resolve(".local").resolve("share") : Path.of(xdg);
        return data.resolve("atelier");
    }
}
