package dev.atelier.gateway.lab;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.Timestamps;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.identity.Permission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;

/** {@code /lab/api/settings}: each plugin's schema with what the person has set, comments and all. */
final class SettingsRoutes {
    private final SettingSchemas schemas;
    private final PersonalFiles files;

    SettingsRoutes(SettingSchemas schemas, PersonalFiles files) {
        this.schemas = schemas;
        this.files = files;
    }

    List<Route> routes() {
        return List.of(
                Route.call(Method.GET, "/lab/api/settings", Permission.READ, this::list),
                Route.call(Method.GET, "/lab/api/settings/{id*}", Permission.READ, this::get),
                // A reader's window has settings too; they are nobody else's.
                Route.call(Method.PUT, "/lab/api/settings/{id*}", Permission.READ, this::put));
    }

    private Reply list(Request request) throws IOException {
        boolean idsOnly = request.query("ids_only").filter("true"::equals).isPresent();
        ObjectNode reply = LabJson.MAPPER.createObjectNode();
        ArrayNode items = reply.putArray("settings");
        for (SettingSchemas.Schema schema : schemas.all().values()) {
            if (idsOnly) {
                items.addObject().put("id", schema.id());
            } else {
                items.add(item(schema, request.who().person()));
            }
        }
        return Reply.json(reply);
    }

    private Reply get(Request request) throws IOException {
        if (request.variable("id").isEmpty()) {
            return list(request);
        }
        return Reply.json(item(schema(request), request.who().person()));
    }

    private Reply put(Request request) throws IOException {
        SettingSchemas.Schema schema = schema(request);
        ObjectNode body = LabJson.object(request.text(), "The body");
        if (!body.path("raw").isTextual()) {
            throw Problem.of(400, "bad-settings", "The body must be {\"raw\": \"…\"}.")
                    .asException();
        }
        String raw = body.path("raw").textValue();
        LabJson.object(raw, "The settings of " + schema.id());
        files.write(request.who().person(), schema.id(), raw);
        return Reply.noContent();
    }

    private SettingSchemas.Schema schema(Request request) {
        SettingSchemas.Schema schema = schemas.all().get(request.variable("id"));
        if (schema == null) {
            throw Problem.of(404, "unknown-settings", "No plugin has the settings " + request.variable("id") + ".")
                    .asException();
        }
        return schema;
    }

    private ObjectNode item(SettingSchemas.Schema schema, String person) throws IOException {
        ObjectNode item = LabJson.MAPPER.createObjectNode();
        item.put("id", schema.id());
        item.set("schema", schema.schema());
        item.put("version", schema.version());
        item.put("raw", "{}");
        item.putObject("settings");
        item.putNull("last_modified");
        item.putNull("created");
        Optional<Path> file = files.find(person, schema.id());
        if (file.isPresent()) {
            stored(item, file.get());
        }
        return item;
    }

    /** What cannot be read any more is shown as nothing, with a warning, and the person's text is kept. */
    private static void stored(ObjectNode item, Path file) throws IOException {
        String raw = Files.readString(file);
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        item.put("raw", raw);
        item.put(
                "last_modified", Timestamps.format(attributes.lastModifiedTime().toInstant()));
        item.put("created", Timestamps.format(attributes.creationTime().toInstant()));
        try {
            item.set("settings", LabJson.object(raw, "The settings"));
        } catch (ProblemException e) {
            item.put("raw", "{}");
            item.put("warning", e.getMessage());
        }
    }
}
