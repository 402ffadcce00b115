package dev.atelier.gateway.lab;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Problem;
import dev.atelier.gateway.http.CallHandler;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.identity.Permission;
import dev.atelier.gateway.lab.LabPage.View;
import dev.atelier.gateway.lab.LabPage.View.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Everything below {@code /lab}, {@code /doc} and {@code /static}. */
public final class LabRoutes {
    private final LabConfig config;
    private final FederatedExtensions extensions;
    private final LabPage page;
    private final SettingsRoutes settings;
    private final WorkspaceRoutes workspaces;

    /** @throws IOException if the environment has no JupyterLab */
    public LabRoutes(LabConfig config) throws IOException {
        if (!Files.isRegularFile(config.lab().resolve("static/index.html"))) {
            throw new IOException("there is no JupyterLab in " + config.prefix()
                    + " (share/jupyter/lab/static/index.html is missing); install it there: pip install jupyterlab");
        }
        this.config = config;
        this.extensions = new FederatedExtensions(config.extensionPath());
        this.page = new LabPage(config, extensions);
        this.settings = new SettingsRoutes(
                new SettingSchemas(config, extensions), new PersonalFiles(config.state(), "settings"));
        this.workspaces = new WorkspaceRoutes(new PersonalFiles(config.state(), "workspaces"), config.basePath());
    }

    public List<Route> routes() throws IOException {
        List<Route> routes = new ArrayList<>();
        routes.addAll(pages());
        routes.addAll(assets());
        routes.addAll(settings.routes());
        routes.addAll(workspaces.routes());
        routes.addAll(answers());
        return routes;
    }

    private List<Route> pages() {
        CallHandler home = request -> Reply.redirect(config.basePath() + "lab?");
        return List.of(
                get("/", home),
                get("/tree", home),
                page("/lab", r -> new View(Mode.MULTIPLE_DOCUMENT, "default", "")),
                page("/lab/tree/{path*}", r -> new View(Mode.MULTIPLE_DOCUMENT, "default", r.variable("path"))),
                page("/lab/workspaces/{name}", r -> new View(Mode.MULTIPLE_DOCUMENT, r.variable("name"), "")),
                page(
                        "/lab/workspaces/{name}/tree/{path*}",
                        r -> new View(Mode.MULTIPLE_DOCUMENT, r.variable("name"), r.variable("path"))),
                page("/doc", r -> new View(Mode.SINGLE_DOCUMENT, "default", "")),
                page("/doc/tree/{path*}", r -> new View(Mode.SINGLE_DOCUMENT, "default", r.variable("path"))),
                page("/doc/workspaces/{name}", r -> new View(Mode.SINGLE_DOCUMENT, r.variable("name"), "")),
                page(
                        "/doc/workspaces/{name}/tree/{path*}",
                        r -> new View(Mode.SINGLE_DOCUMENT, r.variable("name"), r.variable("path"))));
    }

    private Route page(String template, Function<Request, View> view) {
        return get(template, request -> Reply.html(page.html(view.apply(request))));
    }

    private List<Route> assets() throws IOException {
        Assets lab = new Assets(List.of(config.lab().resolve("static")));
        Assets themes = new Assets(List.of(config.lab().resolve("themes")));
        Assets federated = new Assets(config.extensionPath());
        Assets icons = new Assets(config.favicons().stream().toList());
        return List.of(
                get("/static/lab/{path*}", r -> lab.get(r.variable("path"))),
                get("/lab/api/themes/{path*}", r -> themes.get(r.variable("path"))),
                get("/lab/extensions/{path*}", r -> federated.get(r.variable("path"))),
                Route.call(
                        Method.GET, "/static/favicons/{file}", Permission.PUBLIC, r -> icons.get(r.variable("file"))),
                Route.call(Method.GET, "/favicon.ico", Permission.PUBLIC, r -> icons.get("favicon.ico")));
    }

    private List<Route> answers() {
        Map<String, Object> none = Map.of();
        return List.of(
                get("/lab/api/translations", r -> Reply.json(Map.of("data", languages(), "message", ""))),
                get("/lab/api/translations/{locale}", LabRoutes::translation),
                get("/lab/api/licenses", r -> licenses()),
                get(
                        "/lab/api/listings/{path*}",
                        r -> Reply.json(Map.of("blocked_extensions", List.of(), "allowed_extensions", List.of()))),
                get("/lab/api/build", r -> Reply.json(Map.of("status", "stable", "message", ""))),
                get("/lab/api/extensions", r -> Reply.json(List.of())),
                get("/lab/api/plugins", r -> Reply.json(Map.of("lockRules", List.of(), "allLocked", true))),
                get("/lab/api/news", r -> Reply.json(Map.of("news", List.of()))),
                // No language server runs here; JupyterLab asks all the same.
                get("/lsp/status", r -> Reply.json(Map.of("version", 2, "sessions", none, "specs", none))),
                get("/lab/api/update", r -> Reply.json(none)),
                get("/api/spec.yaml", r -> description()));
    }

    private static Route get(String template, CallHandler handler) {
        return Route.call(Method.GET, template, Permission.READ, handler);
    }

    /** The description of Jupyter's API, as its server gives it out. */
    private Reply description() throws IOException {
        Path file = config.serverFile("services/api/api.yaml")
                .orElseThrow(() -> Problem.of(404, "no-description", "No description of the API is installed.")
                        .asException());
        return new Reply.File("text/x-yaml", file, Map.of());
    }

    private static Map<String, Object> languages() {
        return Map.of("en", Map.of("displayName", "English", "nativeName", "English"));
    }

    private static Reply translation(Request request) {
        String locale = request.variable("locale");
        boolean english = locale.equals("default") || locale.startsWith("en");
        return Reply.json(
                Map.of("data", Map.of(), "message", english ? "" : "Language pack '" + locale + "' not installed!"));
    }

    private Reply licenses() throws IOException {
        ObjectNode reply = LabJson.MAPPER.createObjectNode();
        ObjectNode bundles = reply.putObject("bundles");
        addLicenses(bundles, "@jupyterlab/application-top", config.lab().resolve("static"));
        for (FederatedExtensions.Extension extension : extensions.all()) {
            addLicenses(bundles, extension.name(), extension.folder().resolve("static"));
        }
        if (bundles.isEmpty()) {
            throw Problem.of(404, "no-licenses", "No licence report is installed.")
                    .asException();
        }
        return Reply.json(reply);
    }

    private static void addLicenses(ObjectNode bundles, String name, Path folder) throws IOException {
        Path report = folder.resolve("third-party-licenses.json");
        if (Files.isRegularFile(report)) {
            bundles.set(name, LabJson.file(report));
        }
    }
}
