package dev.atelier.gateway.jupyter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.http.UpgradeHandler;
import dev.atelier.gateway.identity.Permission;
import dev.atelier.gateway.link.AgentClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Jupyter's paths for kernelspecs, kernels, sessions and terminals. */
public final class JupyterRoutes {
    private static final String KERNEL = "/api/kernels/{id}";
    private static final String SESSION = "/api/sessions/{id}";
    private static final String TERMINAL = "/api/terminals/{name}";

    private final Path share;
    private final KernelSpecs specs;
    private final Kernels kernels;
    private final Sessions sessions;
    private final Terminals terminals;
    private final UpgradeHandler channels;
    private final UpgradeHandler terminalChannels;

    /**
     * The paths.
     *
     * @param channels opens a kernel's channels
     * @param terminalChannels opens a terminal
     */
    public JupyterRoutes(
            Path share,
            KernelSpecs specs,
            Kernels kernels,
            Sessions sessions,
            Terminals terminals,
            UpgradeHandler channels,
            UpgradeHandler terminalChannels) {
        this.share = share;
        this.specs = specs;
        this.kernels = kernels;
        this.sessions = sessions;
        this.terminals = terminals;
        this.channels = channels;
        this.terminalChannels = terminalChannels;
    }

    public List<Route> routes() {
        return List.of(
                Route.call(Method.GET, "/api/kernelspecs", Permission.READ, r -> Reply.json(specs.all())),
                Route.call(
                        Method.GET,
                        "/api/kernelspecs/{name}",
                        Permission.READ,
                        r -> Reply.json(specs.one(r.variable("name")))),
                Route.call(Method.GET, "/kernelspecs/{name}/{file}", Permission.READ, this::resource),
                Route.call(Method.GET, "/api/kernels", Permission.READ, r -> Reply.json(kernels.all(r.who()))),
                Route.call(Method.POST, "/api/kernels", Permission.CONTRIBUTE, this::startKernel),
                Route.call(Method.GET, KERNEL, Permission.READ, r -> Reply.json(kernels.one(r.variable("id")))),
                Route.call(Method.DELETE, KERNEL, Permission.CONTRIBUTE, this::deleteKernel),
                Route.call(Method.POST, KERNEL + "/interrupt", Permission.CONTRIBUTE, this::interruptKernel),
                Route.call(Method.POST, KERNEL + "/restart", Permission.CONTRIBUTE, this::restartKernel),
                Route.upgrade(KERNEL + "/channels", Permission.CONTRIBUTE, channels),
                Route.call(Method.GET, "/api/sessions", Permission.READ, r -> Reply.json(sessions.all(r.who()))),
                Route.call(Method.POST, "/api/sessions", Permission.CONTRIBUTE, this::openSession),
                Route.call(Method.GET, SESSION, Permission.READ, r -> Reply.json(sessions.one(r.variable("id")))),
                Route.call(Method.PATCH, SESSION, Permission.CONTRIBUTE, this::changeSession),
                Route.call(Method.DELETE, SESSION, Permission.CONTRIBUTE, this::closeSession),
                Route.call(
                        Method.GET, "/api/terminals", Permission.CONTRIBUTE, r -> Reply.json(terminals.all(r.who()))),
                Route.call(Method.POST, "/api/terminals", Permission.CONTRIBUTE, this::openTerminal),
                Route.call(
                        Method.GET,
                        TERMINAL,
                        Permission.CONTRIBUTE,
                        r -> Reply.json(terminals.one(r.who(), r.variable("name")))),
                Route.call(Method.DELETE, TERMINAL, Permission.CONTRIBUTE, this::deleteTerminal),
                Route.upgrade("/terminals/websocket/{name}", Permission.CONTRIBUTE, terminalChannels));
    }

    private Reply resource(Request request) throws IOException, InterruptedException {
        AgentClient.Answer answer = specs.resource(request.variable("name"), request.variable("file"));
        return new Reply.Bytes(
                200, answer.contentType(), answer.body(), Map.of("Cache-Control", "private, max-age=3600"));
    }

    private Reply startKernel(Request request) throws IOException, InterruptedException {
        JsonNode body = request.json(JsonNode.class);
        Map<String, String> environment = new HashMap<>();
        body.path("env").properties().forEach(e -> {
            if (e.getKey().startsWith("KERNEL_")) {
                environment.put(e.getKey(), e.getValue().asText());
            }
        });
        Optional<String> path = text(body, "path").or(() -> workingFolder(environment));
        ObjectNode model = kernels.start(
                request.who(), new Kernels.Wish(text(body, "kernel_id"), text(body, "name"), path, environment));
        return Reply.created("/api/kernels/" + model.path("id").asText(), model);
    }

    /** Where another Jupyter server's notebook lies, when that is on the share. */
    private Optional<String> workingFolder(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("KERNEL_WORKING_DIR"))
                .filter(d -> d.indexOf('\0') < 0)
                .map(d -> Path.of(d).normalize())
                .filter(d -> d.startsWith(share))
                .map(d -> share.relativize(d) + "/");
    }

    private Reply deleteKernel(Request request) throws IOException, InterruptedException {
        kernels.delete(request.who(), request.variable("id"));
        return Reply.noContent();
    }

    private Reply interruptKernel(Request request) throws IOException, InterruptedException {
        kernels.interrupt(request.who(), request.variable("id"));
        return Reply.noContent();
    }

    private Reply restartKernel(Request request) throws IOException, InterruptedException {
        return Reply.json(kernels.restart(request.who(), request.variable("id")));
    }

    private Reply openSession(Request request) throws IOException, InterruptedException {
        ObjectNode model = sessions.open(request.who(), request.json(JsonNode.class));
        return Reply.created("/api/sessions/" + model.path("id").asText(), model);
    }

    private Reply changeSession(Request request) throws IOException, InterruptedException {
        String text = request.text();
        if (text.isBlank()) {
            throw Problem.of(400, "no-change", "The body says nothing to change.")
                    .asException();
        }
        return Reply.json(sessions.change(request.who(), request.variable("id"), Json.read(text, JsonNode.class)));
    }

    private Reply closeSession(Request request) throws IOException, InterruptedException {
        sessions.close(request.who(), request.variable("id"));
        return Reply.noContent();
    }

    private Reply openTerminal(Request request) throws IOException, InterruptedException {
        JsonNode body = request.json(JsonNode.class);
        return Reply.json(terminals.open(request.who(), text(body, "compute"), text(body, "name"), text(body, "cwd")));
    }

    private Reply deleteTerminal(Request request) throws IOException, InterruptedException {
        terminals.delete(request.who(), request.variable("name"));
        return Reply.noContent();
    }

    private static Optional<String> text(JsonNode body, String field) {
        return body.path(field).isTextual() ? Optional.of(body.path(field).asText()) : Optional.empty();
    }
}
