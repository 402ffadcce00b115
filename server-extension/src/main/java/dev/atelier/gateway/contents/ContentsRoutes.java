package dev.atelier.gateway.contents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Problem;
import dev.atelier.gateway.contents.ContentsReader.Wish;
import dev.atelier.gateway.contents.ContentsReader.Wish.Part;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.identity.Permission;
import dev.atelier.gateway.share.Share;
import dev.atelier.gateway.share.SharePath;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code /api/contents} and {@code /files}, verb by verb. */
public final class ContentsRoutes {
    private static final String TEMPLATE = "/api/contents/{path*}";
    private static final Pattern CHECKPOINTS = Pattern.compile("(?:(.+)/)?checkpoints(?:/([\\w-]+))?");
    private static final Set<String> TYPES = Set.of("directory", "file", "notebook");

    private final ContentsConfig config;
    private final Share share;
    private final ContentsReader reader;
    private final NotebookReader notebooks;
    private final ContentsWriter writer;
    private final Checkpoints checkpoints;
    private final TrustStore trust;

    public ContentsRoutes(ContentsConfig config, Share share, TrustStore trust) {
        this.config = config;
        this.share = share;
        this.trust = trust;
        this.notebooks = new NotebookReader(share, trust, config);
        this.reader = new ContentsReader(share, notebooks, config);
        this.checkpoints = new Checkpoints(share);
        this.writer = new ContentsWriter(share, reader, checkpoints, trust, config);
    }

    public List<Route> routes() {
        return List.of(
                Route.call(Method.GET, TEMPLATE, Permission.READ, this::get),
                Route.call(Method.PUT, TEMPLATE, Permission.CONTRIBUTE, this::put)
                        .withMaxBody(config.maxBody()),
                Route.call(Method.POST, TEMPLATE, Permission.CONTRIBUTE, this::post),
                Route.call(Method.PATCH, TEMPLATE, Permission.CONTRIBUTE, this::patch),
                Route.call(Method.DELETE, TEMPLATE, Permission.CONTRIBUTE, this::delete),
                Route.call(Method.GET, "/files/{path*}", Permission.READ, new FilesHandler(reader, share, config)::get),
                Route.call(Method.GET, "/api/resolvePath", Permission.READ, new PathResolver(reader, share)::get));
    }

    private Reply get(Request request) throws IOException, InterruptedException {
        Optional<Checkpoint> checkpoint = checkpoint(request);
        if (checkpoint.isPresent()) {
            return Reply.json(checkpoints.list(visible(checkpoint.get().path())));
        }
        String format = oneOf(request, "format", "", Set.of("", "text", "base64"), "Format '%s' is invalid");
        String content = oneOf(request, "content", "1", Set.of("0", "1"), "Content '%s' is invalid");
        String hash =
                oneOf(request, "hash", "0", Set.of("0", "1"), "Hash argument '%s' is invalid. It must be '0' or '1'.");
        Set<Part> parts = EnumSet.noneOf(Part.class);
        if (content.equals("1")) {
            parts.add(Part.CONTENT);
        }
        if (hash.equals("1")) {
            parts.add(Part.HASH);
        }
        return reader.get(
                path(request),
                new Wish(
                        request.query("type").filter(type -> !type.isEmpty()),
                        Optional.of(format).filter(f -> !f.isEmpty()),
                        parts));
    }

    private static String oneOf(Request request, String name, String none, Set<String> known, String message) {
        String value = request.query(name).orElse(none);
        if (!known.contains(value)) {
            throw ContentsWriter.bad(message.formatted(value));
        }
        return value;
    }

    private Reply put(Request request) throws IOException {
        SharePath path = path(request);
        ObjectNode model = body(request);
        if (model.isEmpty()) {
            return written(201, writer.untitled(path, Optional.empty(), ""));
        }
        if (truthy(model.path("copy_from"))) {
            throw ContentsWriter.bad("Cannot copy with PUT, only POST");
        }
        if (path.isHidden() || SharePath.of(model.path("path").asText("")).isHidden()) {
            throw ContentsWriter.bad("Cannot create file or directory '" + path + "'");
        }
        if (path.isRoot() && !model.path("type").asText().equals("directory")) {
            throw ContentsWriter.bad("The root is a directory");
        }
        if (truthy(model.path("type")) && !TYPES.contains(model.path("type").asText())) {
            model.put("type", "file");
        }
        boolean exists = share.find(path).filter(entry -> !entry.isFolder()).isPresent();
        boolean laterChunk = model.path("chunk").asInt(1) != 1;
        Draft draft = Draft.of(path, model, request.who().person());
        return exists ? written(200, writer.save(draft)) : written(laterChunk ? 200 : 201, writer.create(draft));
    }

    private Reply post(Request request) throws IOException, InterruptedException {
        Optional<Checkpoint> checkpoint = checkpoint(request);
        if (checkpoint.isPresent()) {
            return postCheckpoint(checkpoint.get());
        }
        if (request.variable("path").endsWith("/trust")) {
            String path = request.variable("path")
                    .substring(0, request.variable("path").length() - "/trust".length());
            trust.trust(notebooks.hash(reader.visible(SharePath.of(path))));
            return new Reply.Empty(201, Map.of());
        }
        SharePath path = path(request);
        if (share.find(path).filter(entry -> !entry.isFolder()).isPresent()) {
            throw ContentsWriter.bad("Cannot POST to files, use PUT instead.");
        }
        ObjectNode model = body(request);
        if (truthy(model.path("copy_from"))) {
            SharePath from = SharePath.of(model.path("copy_from").asText());
            if (from.isHidden() || path.isHidden()) {
                throw ContentsWriter.bad("Cannot copy file or directory '" + path + "'");
            }
            return written(201, writer.copy(from, path));
        }
        Optional<String> type = Optional.of(model.path("type").asText(""))
                .filter(t -> !t.isEmpty() && !t.equals("null"))
                .map(t -> TYPES.contains(t) ? t : "file");
        return written(201, writer.untitled(path, type, extension(model)));
    }

    private static String extension(ObjectNode model) {
        String extension = model.path("ext").asText("");
        if (extension.indexOf('/') >= 0 || extension.length() > 100) {
            throw ContentsWriter.bad("The ext '" + extension + "' is no end of a file's name");
        }
        return extension;
    }

    private Reply postCheckpoint(Checkpoint checkpoint) throws IOException {
        SharePath path = visible(checkpoint.path());
        if (checkpoint.id().isPresent()) {
            checkpoints.restore(path, checkpoint.id().get());
            return Reply.noContent();
        }
        ObjectNode model = checkpoints.create(path);
        return Reply.created(location(path) + "/checkpoints/" + Checkpoints.ID, model);
    }

    private Reply patch(Request request) throws IOException {
        ObjectNode model = body(request);
        if (model.isEmpty()) {
            throw ContentsWriter.bad("JSON body missing");
        }
        SharePath path = path(request);
        SharePath target =
                model.path("path").isTextual() ? SharePath.of(model.path("path").textValue()) : path;
        return written(200, writer.rename(path, target));
    }

    private Reply delete(Request request) throws IOException {
        Optional<Checkpoint> checkpoint = checkpoint(request).filter(c -> c.id().isPresent());
        if (checkpoint.isPresent()) {
            checkpoints.delete(
                    visible(checkpoint.get().path()), checkpoint.get().id().get());
        } else {
            writer.delete(path(request));
        }
        return Reply.noContent();
    }

    private record Checkpoint(SharePath path, Optional<String> id) {}

    private static Optional<Checkpoint> checkpoint(Request request) {
        Matcher matcher = CHECKPOINTS.matcher(request.variable("path"));
        return matcher.matches()
                ? Optional.of(new Checkpoint(
                        matcher.group(1) == null ? SharePath.ROOT : SharePath.of(matcher.group(1)),
                        Optional.ofNullable(matcher.group(2))))
                : Optional.empty();
    }

    private Reply written(int status, ContentsModel model) {
        return new Reply.Json(
                status,
                model.json(),
                Map.of(
                        "Location",
                        location(SharePath.of(model.json().path("path").textValue())),
                        "Last-Modified",
                        HttpDates.format(model.entry().modified())));
    }

    private String location(SharePath path) {
        return config.basePath() + "api/contents/"
                + path.segments().stream()
                        .map(segment -> URLEncoder.encode(segment, StandardCharsets.UTF_8)
                                .replace("+", "%20"))
                        .collect(Collectors.joining("/"));
    }

    private static SharePath path(Request request) {
        return SharePath.of(request.variable("path"));
    }

    private static SharePath visible(SharePath path) {
        if (path.isHidden()) {
            throw Problem.of(404, "no-such-file", "file or directory '" + path + "' does not exist")
                    .asException();
        }
        return path;
    }

    private static boolean truthy(JsonNode node) {
        return node.isTextual() && !node.textValue().isEmpty();
    }

    private static ObjectNode body(Request request) throws IOException {
        return switch (ContentsJson.read(request.body())) {
            case ObjectNode object -> object;
            case JsonNode none when none.isMissingNode() || none.isNull() -> ContentsJson.MAPPER.createObjectNode();
            case JsonNode other ->
                throw ContentsWriter.bad("The body must be a JSON object, not " + other.getNodeType());
        };
    }
}
