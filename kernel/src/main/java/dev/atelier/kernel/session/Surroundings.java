package dev.atelier.kernel.session;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The folder and the environment that magics and child processes get; a JVM cannot change its own. */
final class Surroundings {
    private final Map<String, String> environment = new TreeMap<>(System.getenv());
    private Path folder = Path.of("").toAbsolutePath();

    synchronized Path folder() {
        return folder;
    }

    synchronized void changeFolder(Path to) {
        folder = to;
    }

    synchronized Map<String, String> environment() {
        return Map.copyOf(environment);
    }

    synchronized void set(String name, String value) {
        environment.put(name, value);
    }
}
