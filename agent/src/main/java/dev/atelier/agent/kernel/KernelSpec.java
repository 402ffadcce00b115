package dev.atelier.agent.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A kernel that can be started: a folder with a {@code kernel.json}.
 *
 * @param argv with {@code {connection_file}}, {@code {resource_dir}} and {@code {prefix}} still in it
 * @param env may refer to other variables as {@code ${NAME}}
 * @param written the whole of the file
 */
public record KernelSpec(
        String name,
        Path folder,
        List<String> argv,
        Map<String, String> env,
        InterruptMode interruptMode,
        ObjectNode written) {

    /** How a kernel wants to be interrupted. */
    public enum InterruptMode {
        SIGNAL,
        MESSAGE
    }

    /** @throws dev.atelier.api.ProblemException {@code bad-kernelspec} (500) that says what is wrong with the file */
    static KernelSpec read(String name, Path folder) {
        JsonNode json = parse(name, folder.resolve("kernel.json"));
        if (!(json instanceof ObjectNode written)
                || !written.path("argv").isArray()
                || written.path("argv").isEmpty()
                || !written.path("display_name").isTextual()
                || !written.path("language").isTextual()) {
            throw broken(name, "it needs argv, display_name and language");
        }
        List<String> argv = new ArrayList<>();
        written.get("argv").forEach(word -> argv.add(word.asText()));
        Map<String, String> env = new LinkedHashMap<>();
        written.path("env")
                .properties()
                .forEach(entry -> env.put(entry.getKey(), entry.getValue().asText()));
        InterruptMode mode = written.path("interrupt_mode").asText().equals("message")
                ? InterruptMode.MESSAGE
                : InterruptMode.SIGNAL;
        return new KernelSpec(name, folder, List.copyOf(argv), Map.copyOf(env), mode, written);
    }

    private static JsonNode parse(String name, Path file) {
        try {
            return Json.mapper().readTree(Files.readString(file));
        } catch (IOException e) {
            throw broken(name, e.getMessage());
        }
    }

    private static RuntimeException broken(String name, String why) {
        return Problem.of(
                        500,
                        "bad-kernelspec",
                        "The kernel.json of \"" + name + "\" cannot be used: " + why + ".",
                        "Repair the file, or remove its folder.")
                .asException();
    }

    /** As Jupyter's REST API shows a kernelspec. */
    public ObjectNode model() {
        ObjectNode spec = written.deepCopy();
        for (String key : List.of("env", "metadata")) {
            if (!spec.path(key).isObject()) {
                spec.putObject(key);
            }
        }
        spec.put("interrupt_mode", interruptMode == InterruptMode.MESSAGE ? "message" : "signal");
        ObjectNode model = Json.mapper().createObjectNode().put("name", name);
        model.set("spec", spec);
        ObjectNode resources = model.putObject("resources");
        resources().forEach((key, file) -> resources.put(key, "/kernelspecs/" + name + "/" + file.getFileName()));
        return model;
    }

    /** What browsers may fetch: the logos by their stems, {@code kernel.js} and {@code kernel.css}; no links out of the folder. */
    public Map<String, Path> resources() {
        Map<String, Path> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            Path real = folder.toRealPath();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.toRealPath().startsWith(real)) {
                    continue;
                }
                String fileName = file.getFileName().toString();
                if (fileName.equals("kernel.js") || fileName.equals("kernel.css")) {
                    found.put(fileName, file);
                } else if (fileName.startsWith("logo-") && fileName.indexOf('.') > 0) {
                    found.put(fileName.substring(0, fileName.lastIndexOf('.')), file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }
}
