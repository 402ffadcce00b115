package dev.atelier.agent.kernel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The kernelspecs of an instance, read anew each time: what somebody installs is there at once. */
public final class KernelSpecs {
    private static final Logger LOG = System.getLogger(KernelSpecs.class.getName());
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    private final List<Path> path;

    public KernelSpecs(List<Path> path) {
        this.path = List.copyOf(path);
    }

    /** By name; one that cannot be read is left out, with a line in the log. */
    public Map<String, KernelSpec> all() {
        Map<String, KernelSpec> found = new TreeMap<>();
        for (Path parent : path) {
            for (Path folder : folders(parent)) {
                String name = folder.getFileName().toString().toLowerCase(Locale.ROOT);
                if (!found.containsKey(name)) {
                    try {
                        found.put(name, KernelSpec.read(name, folder));
                    } catch (ProblemException e) {
                        LOG.log(Level.WARNING, e.getMessage());
                    }
                }
            }
        }
        return found;
    }

    /** @throws ProblemException {@code unknown-kernelspec} (404) that names those that exist */
    public KernelSpec find(String name) {
        Map<String, KernelSpec> all = all();
        KernelSpec spec = all.get(name.toLowerCase(Locale.ROOT));
        if (spec == null) {
            throw Problem.of(
                            404,
                            "unknown-kernelspec",
                            "There is no kernelspec \"" + name + "\" on this instance.",
                            all.isEmpty()
                                    ? "None is installed."
                                    : "There are: " + String.join(", ", all.keySet()) + ".")
                    .asException();
        }
        return spec;
    }

    /** The kernelspec that a request without a name means. */
    public String defaultName() {
        Map<String, KernelSpec> all = all();
        return all.isEmpty() || all.containsKey("python3")
                ? "python3"
                : all.keySet().iterator().next();
    }

    /** As {@code GET /api/kernelspecs} answers. */
    public ObjectNode model() {
        ObjectNode model = Json.mapper().createObjectNode().put("default", defaultName());
        ObjectNode specs = model.putObject("kernelspecs");
        all().forEach((name, spec) -> specs.set(name, spec.model()));
        return model;
    }

    private static List<Path> folders(Path parent) {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(parent)) {
            return folders.filter(folder ->
                            NAME.matcher(folder.getFileName().toString()).matches())
                    .filter(folder -> Files.isRegularFile(folder.resolve("kernel.json")))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
