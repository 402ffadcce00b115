package dev.atelier.gateway.nbconvert;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.InstanceState;
import dev.atelier.api.Json;
import dev.atelier.api.Names;
import dev.atelier.api.Problem;
import dev.atelier.gateway.compute.Computes;
import dev.atelier.gateway.compute.InstanceRecord;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.identity.Permission;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.link.AgentClient;
import dev.atelier.gateway.share.Share;
import dev.atelier.gateway.share.SharePath;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /api/nbconvert} and {@code /nbconvert/FORMAT/PATH}, as jupyter_server has them. */
public final class NbconvertRoutes {
    /** What a browser may hold of a notebook. */
    private static final long LARGEST = 64L << 20;

    private static final String ENDING = ".ipynb";

    private final Computes computes;
    private final Share share;
    private final String policy;
    private final Workplaces workplaces;
    private final Converter converter = new Converter();

    /** @param basePath where browsers report what they refuse */
    public NbconvertRoutes(Computes computes, Share share, String basePath) {
        this.computes = computes;
        this.share = share;
        this.workplaces = new Workplaces(share);
        // A notebook's scripts run, as in jupyter_server, on an origin of nobody's.
        this.policy =
                "frame-ancestors 'self'; report-uri " + basePath + "api/security/csp-report; sandbox allow-scripts";
    }

    /** Has what a killed gateway left in the share removed, without waiting for it. */
    public void start() {
        Thread.ofVirtual().name("nbconvert-leftovers").start(workplaces::sweep);
    }

    public List<Route> routes() {
        return List.of(
                Route.call(Method.GET, "/api/nbconvert", Permission.READ, this::exporters),
                Route.call(Method.GET, "/nbconvert/{format}/{path*}", Permission.CONTRIBUTE, this::file),
                Route.call(Method.POST, "/nbconvert/{format}", Permission.CONTRIBUTE, this::sent)
                        .withMaxBody(LARGEST));
    }

    /** None for whoever has no instance that could do it: JupyterLab then hides its menu. */
    private Reply exporters(Request request) throws IOException, InterruptedException {
        Optional<InstanceRecord> instance = instance(request.who());
        return Reply.json(
                instance.isPresent()
                        ? converter.exporters(
                                computes.agent(instance.orElseThrow().name()))
                        : Map.of());
    }

    private Reply file(Request request) throws IOException, InterruptedException {
        SharePath path = SharePath.of(request.variable("path"));
        if (path.isHidden() || !share.find(path).filter(entry -> entry.isFile()).isPresent()) {
            throw Problem.of(404, "no-such-file", "There is no notebook " + Names.shown(path.text()) + ".")
                    .asException();
        }
        return converted(request, path, path.name());
    }

    private Reply sent(Request request) throws IOException, InterruptedException {
        JsonNode model = request.json(JsonNode.class);
        if (!model.path("content").isObject()) {
            throw Problem.of(400, "bad-model", "The body must be a model with a notebook as its content.")
                    .asException();
        }
        String name = model.path("name").asText("notebook" + ENDING);
        SharePath folder = workplaces.make();
        try {
            SharePath notebook = folder.child("notebook" + ENDING);
            byte[] bytes = Json.write(model.path("content")).getBytes(StandardCharsets.UTF_8);
            share.write(notebook, out -> out.write(bytes));
            return converted(request, notebook, name);
        } finally {
            workplaces.remove(folder);
        }
    }

    private Reply converted(Request request, SharePath notebook, String name) throws IOException, InterruptedException {
        AgentClient agent = agent(request.who());
        String format = request.variable("format");
        JsonNode known = converter.exporters(agent);
        if (!known.has(format)) {
            throw Problem.of(
                            404,
                            "unknown-format",
                            "No exporter here makes “" + Names.shown(format) + "”.",
                            "There are: " + String.join(", ", names(known)) + ".")
                    .asException();
        }
        SharePath folder = workplaces.make();
        try {
            String stem = name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
            Converter.Result result = converter.convert(agent, format, notebook.text(), stem, folder.text());
            FileChannel file = share.read(folder.child("result")); // it stays readable when its folder is gone
            return new Reply.Streamed(
                    200,
                    type(result.mimetype()),
                    Channels.newInputStream(file),
                    headers(request, file, stem + result.extension()));
        } finally {
            workplaces.remove(folder);
        }
    }

    private Map<String, String> headers(Request request, FileChannel file, String name) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Security-Policy", policy);
        headers.put("Content-Length", Long.toString(file.size()));
        if (request.query("download")
                .filter(d -> !d.equals("false") && !d.isEmpty())
                .isPresent()) {
            String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
            headers.put("Content-Disposition", "attachment; filename*=utf-8''" + encoded);
        }
        return headers;
    }

    private static String type(String mimetype) {
        return mimetype.startsWith("text/") ? mimetype + "; charset=utf-8" : mimetype;
    }

    private static List<String> names(JsonNode exporters) {
        return exporters.propertyStream().map(Map.Entry::getKey).sorted().toList();
    }

    private AgentClient agent(Principal who) throws InterruptedException {
        InstanceRecord instance = instance(who)
                .orElseThrow(() -> Problem.of(
                                409,
                                "no-instance",
                                "Notebooks are converted on an instance of yours, and none runs.",
                                "Create one with: `compute create NAME`")
                        .asException());
        return computes.agent(instance.name());
    }

    /** This computer's own where the person may use it; else one of theirs that runs. */
    private Optional<InstanceRecord> instance(Principal who) {
        if (!who.role().may(Permission.CONTRIBUTE)) {
            return Optional.empty();
        }
        return computes.all().stream()
                .filter(instance -> instance.state() == InstanceState.RUNNING)
                .filter(instance -> computes.mayUse(who, instance))
                .min(Comparator.comparing(instance -> !instance.name().equals(Computes.LOCAL)));
    }
}
