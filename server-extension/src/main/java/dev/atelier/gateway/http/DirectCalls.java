package dev.atelier.gateway.http;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.identity.Proof;
import dev.atelier.gateway.link.UpstreamException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The same table of routes for calls that come from within an instance instead of a network: same canonical path, same
 * permissions, same handlers. Only what lies under one prefix can be reached this way.
 */
public final class DirectCalls {
    private final RouteTable table;
    private final String prefix;

    public DirectCalls(Routes routes, String prefix) {
        this.table = new RouteTable(routes);
        this.prefix = prefix;
    }

    /**
     * Answers a call; blocks as its handler does. What goes wrong is an answer too.
     *
     * @param target path and query, as in a request line
     */
    public Reply answer(Principal who, String method, String target, Map<String, String> headers, String body)
            throws IOException, InterruptedException {
        try {
            return handle(who, method, target, headers, body);
        } catch (ProblemException e) {
            return ErrorReply.of(e.problem(), prefix);
        } catch (UpstreamException e) {
            return ErrorReply.of(Visit.unreachable(e), prefix);
        }
    }

    private Reply handle(Principal who, String method, String target, Map<String, String> headers, String body)
            throws IOException, InterruptedException {
        int question = target.indexOf('?');
        CanonicalPath path = CanonicalPath.parse(question < 0 ? target : target.substring(0, question));
        QueryString query = QueryString.parse(question < 0 ? "" : target.substring(question + 1));
        if (!path.text().startsWith(prefix)) {
            throw unknown(path);
        }
        for (RouteTable.Match match : table.matches(path.segments())) {
            for (Route route : match.routes()) {
                if (route.method().name().equals(method) && route.endpoint() instanceof Endpoint.Call call) {
                    require(who, route);
                    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                    if (bytes.length > call.maxBody()) {
                        throw Problem.of(413, "too-large", "The body has more than " + call.maxBody() + " bytes.")
                                .asException();
                    }
                    return call.handler()
                            .handle(new DirectRequest(
                                    route.method(), path, query, match.variables(), lower(headers), who, bytes));
                }
            }
        }
        throw unknown(path);
    }

    private static void require(Principal who, Route route) {
        if (!who.role().may(route.permission())) {
            throw Problem.of(
                            403,
                            "not-allowed",
                            "From inside an instance this can't be done: it takes the permission " + route.permission()
                                    + ".",
                            "Do it where the gateway runs, with: `./atelier`")
                    .asException();
        }
    }

    private static ProblemException unknown(CanonicalPath path) {
        return Problem.of(404, "unknown-path", "There is nothing at " + path.text() + " for calls from an instance.")
                .asException();
    }

    private static Map<String, String> lower(Map<String, String> headers) {
        return headers.entrySet().stream()
                .collect(Collectors.toMap(e -> e.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue, (a, b) -> a));
    }

    private record DirectRequest(
            Method method,
            CanonicalPath canonical,
            QueryString questions,
            Map<String, String> variables,
            Map<String, String> headers,
            Principal asker,
            byte[] bytes)
            implements Request {

        @Override
        public String path() {
            return canonical.text();
        }

        @Override
        public String variable(String name) {
            return Optional.ofNullable(variables.get(name))
                    .orElseThrow(() -> new IllegalArgumentException("the route's template has no variable " + name));
        }

        @Override
        public Optional<String> query(String name) {
            return questions.first(name);
        }

        @Override
        public Map<String, String> parameters() {
            return questions.open();
        }

        @Override
        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
        }

        @Override
        public List<String> headerList(String name) {
            return header(name).map(v -> List.of(v.split("\\s*,\\s*"))).orElse(List.of());
        }

        @Override
        public Optional<Principal> principal() {
            return Optional.of(asker);
        }

        @Override
        public Optional<Proof> proof() {
            return Optional.empty();
        }

        @Override
        public String origin() {
            return "";
        }

        @Override
        public InputStream body() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public String id() {
            return "instance-" + asker.instance().orElse("");
        }
    }
}
