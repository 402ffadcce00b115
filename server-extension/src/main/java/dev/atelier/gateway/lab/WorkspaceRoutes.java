package dev.atelier.gateway.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Names;
import dev.atelier.api.Problem;
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

/**
 * {@code /lab/api/workspaces}: how a person's windows are laid out. {@code /terminals/box1_1} leads to a workspace in which
 * that terminal is always open.
 */
final class WorkspaceRoutes {
    private static final String ONE = "/lab/api/workspaces/{id*}";

    private static final String TERMINAL = "terminal-";

    private final PersonalFiles files;
    private final String basePath;

    WorkspaceRoutes(PersonalFiles files, String basePath) {
        this.basePath = basePath;
        this.files = files;
    }

    List<Route> routes() {
        return List.of(
                Route.call(Method.GET, "/terminals/{name}", Permission.READ, this::terminalPage),
                Route.call(Method.GET, ONE, Permission.READ, this::get),
                Route.call(Method.PUT, ONE, Permission.READ, this::put),
                Route.call(Method.DELETE, ONE, Permission.READ, this::delete));
    }

    private Reply get(Request request) throws IOException {
        String id = request.variable("id");
        if (id.isEmpty()) {
            return list(request);
        }
        Optional<Path> file = files.find(request.who().person(), id);
        ObjectNode workspace = file.isPresent() ? stored(file.get()) : unknown(id);
        terminal(id).ifPresent(name -> show(name, workspace));
        return Reply.json(workspace);
    }

    /** The page of one terminal is a workspace of its own. */
    private Reply terminalPage(Request request) {
        String id = TERMINAL + request.variable("name");
        if (terminal(id).isEmpty()) {
            throw Problem.of(
                            404,
                            "unknown-terminal",
                            "There is no terminal “" + Names.shown(request.variable("name")) + "”.")
                    .asException();
        }
        return Reply.redirect(basePath + "lab/workspaces/" + id);
    }

    private static Optional<String> terminal(String id) {
        String name = id.startsWith(TERMINAL) ? id.substring(TERMINAL.length()) : "";
        return Optional.of(name).filter(n -> n.matches("\\w{1,100}"));
    }

    /** JupyterLab opens again what a workspace names, each by the command that its plug-in has for that. */
    private static void show(String terminal, ObjectNode workspace) {
        workspace
                .withObjectProperty("data")
                .putObject("terminal:" + terminal)
                .putObject("data")
                .put("name", terminal);
    }

    private static ObjectNode unknown(String id) {
        ObjectNode workspace = LabJson.MAPPER.createObjectNode();
        workspace.putObject("data");
        workspace.putObject("metadata").put("id", id);
        return workspace;
    }

    private Reply list(Request request) throws IOException {
        ObjectNode reply = LabJson.MAPPER.createObjectNode();
        ObjectNode workspaces = reply.putObject("workspaces");
        ArrayNode ids = workspaces.putArray("ids");
        ArrayNode values = workspaces.putArray("values");
        for (Path file : files.all(request.who().person())) {
            ObjectNode workspace = stored(file);
            ids.add(workspace.path("metadata").path("id"));
            values.add(workspace);
        }
        return Reply.json(reply);
    }

    private Reply put(Request request) throws IOException {
        String id = request.variable("id");
        String text = request.text();
        JsonNode metadata = LabJson.object(text, "The workspace").path("metadata");
        String named = metadata.path("id").asText();
        if (!named.equals(id) && !named.equals("/" + id)) {
            throw Problem.of(
                            400,
                            "bad-workspace",
                            "Workspace metadata ID mismatch: expected '" + id + "' got '" + named + "'")
                    .asException();
        }
        files.write(request.who().person(), id, text);
        return Reply.noContent();
    }

    private Reply delete(Request request) throws IOException {
        if (!files.delete(request.who().person(), request.variable("id"))) {
            throw Problem.of(404, "unknown-workspace", "There is no workspace " + request.variable("id") + ".")
                    .asException();
        }
        return Reply.noContent();
    }

    private static ObjectNode stored(Path file) throws IOException {
        ObjectNode workspace = LabJson.object(Files.readString(file), "The workspace");
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        workspace
                .withObjectProperty("metadata")
                .put(
                        "last_modified",
                        Timestamps.format(attributes.lastModifiedTime().toInstant()))
                .put("created", Timestamps.format(attributes.creationTime().toInstant()));
        return workspace;
    }
}
