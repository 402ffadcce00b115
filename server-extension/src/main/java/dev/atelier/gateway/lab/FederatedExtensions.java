package dev.atelier.gateway.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The prebuilt extensions on a search path, as their {@code package.json} files describe them. */
final class FederatedExtensions {
    private static final System.Logger LOG = System.getLogger(FederatedExtensions.class.getName());

    /** @param folder where {@code package.json} lies */
    record Extension(String name, Path folder, JsonNode description) {}

    private enum Scoped {
        MAY_FOLLOW,
        INSIDE
    }

    private final Map<String, Extension> byName = new LinkedHashMap<>();

    FederatedExtensions(List<Path> path) throws IOException {
        for (Path folder : path) {
            scan(folder, Scoped.MAY_FOLLOW);
        }
    }

    List<Extension> all() {
        return List.copyOf(byName.values());
    }

    /** The page's {@code federated_extensions}. */
    ArrayNode pageConfig() {
        ArrayNode list = LabJson.MAPPER.createArrayNode();
        for (Extension extension : all()) {
            JsonNode build = extension.description().path("jupyterlab").path("_build");
            if (!build.path("load").isTextual()) {
                continue;
            }
            ObjectNode entry = list.addObject().put("name", extension.name());
            for (String key : List.of("load", "extension", "mimeExtension", "style")) {
                if (build.has(key)) {
                    entry.set(key, build.get(key));
                }
            }
            entry.set("entrypoints", build.path("entrypoints").isMissingNode() ? null : build.get("entrypoints"));
        }
        return list;
    }

    private void scan(Path folder, Scoped scopes) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                Path description = child.resolve("package.json");
                if (Files.isRegularFile(description)) {
                    read(description).ifPresent(e -> byName.putIfAbsent(e.name(), e));
                } else if (child.getFileName().toString().startsWith("@") && scopes == Scoped.MAY_FOLLOW) {
                    scan(child, Scoped.INSIDE);
                }
            }
        }
    }

    private static Optional<Extension> read(Path file) {
        try {
            JsonNode description = LabJson.file(file);
            return description.path("name").isTextual()
                    ? Optional.of(new Extension(description.path("name").asText(), file.getParent(), description))
                    : Optional.empty();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the extension described in " + file + " is left out", e);
            return Optional.empty();
        }
    }
}
