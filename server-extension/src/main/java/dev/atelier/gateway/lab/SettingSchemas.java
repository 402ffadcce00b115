package dev.atelier.gateway.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The schemas of all plugins' settings, read once: JupyterLab's own, then those of prebuilt extensions, which win; the
 * operator's {@code overrides.json} changes their defaults.
 */
final class SettingSchemas {
    private static final System.Logger LOG = System.getLogger(SettingSchemas.class.getName());

    record Schema(String id, JsonNode schema, String version) {}

    private final Map<String, Schema> byId = new TreeMap<>();

    SettingSchemas(LabConfig config, FederatedExtensions extensions) throws IOException {
        ObjectNode overrides = overrides(config.lab().resolve("settings"));
        read(config.lab().resolve("schemas"), overrides);
        for (FederatedExtensions.Extension extension : extensions.all()) {
            read(extension.folder().resolve("schemas"), overrides);
        }
    }

    Map<String, Schema> all() {
        return byId;
    }

    private void read(Path folder, ObjectNode overrides) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Path root = folder.toRealPath(); // a walk does not begin through a link
        List<Path> files;
        try (Stream<Path> walk = Files.walk(root, 4)) {
            files = walk.filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> !file.getFileName().toString().startsWith("package.json"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            String name = file.getFileName().toString();
            String id = root.relativize(file.getParent()) + ":" + name.substring(0, name.length() - ".json".length());
            try {
                JsonNode schema = LabJson.file(file);
                override(schema, overrides.path(id));
                byId.put(id, new Schema(id, schema, version(file.getParent())));
            } catch (IOException e) {
                LOG.log(Level.WARNING, "the settings described in " + file + " are left out", e);
            }
        }
    }

    private static String version(Path folder) throws IOException {
        Path original = folder.resolve("package.json.orig");
        return Files.isRegularFile(original)
                ? LabJson.file(original).path("version").asText("N/A")
                : "N/A";
    }

    private static ObjectNode overrides(Path folder) throws IOException {
        ObjectNode merged = LabJson.MAPPER.createObjectNode();
        List<Path> files;
        try (Stream<Path> walk = Files.isDirectory(folder) ? Files.walk(folder, 2) : Stream.empty()) {
            files = walk.filter(Files::isRegularFile)
                    .filter(file -> file.getParent().endsWith("overrides.d")
                            || file.getFileName().toString().startsWith("overrides.json"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            if (LabJson.file(file) instanceof ObjectNode object) {
                merge(merged, object);
            }
        }
        return merged;
    }

    private static void override(JsonNode schema, JsonNode defaults) {
        if (!(schema instanceof ObjectNode object)) {
            return;
        }
        for (Map.Entry<String, JsonNode> entry : defaults.properties()) {
            ObjectNode property = object.withObjectProperty("properties").withObjectProperty(entry.getKey());
            if (property.get("default") instanceof ObjectNode old && entry.getValue() instanceof ObjectNode changed) {
                merge(old, changed);
            } else {
                property.set("default", entry.getValue());
            }
        }
    }

    private static void merge(ObjectNode into, ObjectNode from) {
        for (Map.Entry<String, JsonNode> entry : from.properties()) {
            if (into.get(entry.getKey()) instanceof ObjectNode old && entry.getValue() instanceof ObjectNode changed) {
                merge(old, changed);
            } else {
                into.set(entry.getKey(), entry.getValue());
            }
        }
    }
}
