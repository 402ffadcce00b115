package dev.atelier.gateway.http;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.http.SignIn.Means;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.link.UpstreamException;
import dev.atelier.gateway.websocket.FrameChannel;
import dev.atelier.gateway.websocket.WebSockets;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.xnio.IoUtils;

/** One request on its way through the gate, on a virtual thread of its own. */
final class Visit {
    private static final System.Logger LOG = System.getLogger("dev.atelier.gateway.http");
    private static final System.Logger ACCESS = System.getLogger("dev.atelier.gateway.http.access");

    /** What all visits share. */
    record Context(
            GateConfig config,
            RouteTable table,
            SignIn signIn,
            Origins origins,
            Rules rules,
            BodyRoom bodies,
            WebSockets sockets,
            Set<FrameChannel> open) {}

    private final Context context;
    private final HttpServerExchange exchange;
    private final String id;
    private final Delivery delivery;
    private final long began = System.nanoTime();
    private String path = "/";
    private String logged = "";
    private Optional<BodyInput> body = Optional.empty();
    private Optional<Principal> who = Optional.empty();

    Visit(Context context, HttpServerExchange exchange, String id) {
        this.context = context;
        this.exchange = exchange;
        this.id = id;
        this.delivery = new Delivery(context.config(), exchange, id);
    }

    void run() {
        try {
            Optional<Reply> reply = answer();
            if (reply.isPresent()) {
                delivery.send(reply.get(), path, body);
            }
        } catch (ClientGoneException e) {
            LOG.log(Level.DEBUG, () -> id + " the client left: " + LogText.safe(String.valueOf(e.getMessage())));
            IoUtils.safeClose(exchange.getConnection());
        } finally {
            log();
        }
    }

    /** The named border: whatever goes wrong behind it becomes an answer and, if nobody expected it, a line in the log. */
    private Optional<Reply> answer() throws ClientGoneException {
        try {
            return admit();
        } catch (ProblemException e) {
            return Optional.of(ErrorReply.of(e.problem(), path));
        } catch (ClientGoneException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(ErrorReply.of(Problem.of(503, "stopping", "The gateway stops."), path));
        } catch (UpstreamException e) {
            LOG.log(Level.INFO, () -> id + " " + LogText.safe(e.getMessage()));
            return Optional.of(ErrorReply.of(unreachable(e), path));
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            return Optional.of(delivery.unexpected(e, path));
        }
    }

    static Problem unreachable(UpstreamException e) {
        return Problem.of(503, "upstream-unreachable", "It can't be reached: " + e.getMessage() + ".", "Try again.");
    }

    private Optional<Reply> admit() throws IOException, InterruptedException {
        exchange.getResponseHeaders().put(new HttpString("X-Request-Id"), id);
        try {
            Framing.check(exchange);
        } catch (ProblemException e) {
            exchange.setPersistent(false);
            throw e;
        }
        CanonicalPath whole = CanonicalPath.parse(exchange.getRequestURI());
        Optional<CanonicalPath> below = BasePath.below(context.config().basePath(), whole);
        Head head = Head.read(exchange, context.config(), below.orElse(whole));
        path = head.path().text();
        logged = LogText.safe(head.rawPath()) + head.query().redacted();
        securityHeaders(head);
        if (below.isEmpty()) {
            return Optional.of(
                    whole.segments().isEmpty() ? Reply.redirect(context.config().basePath()) : Rules.notFound(head));
        }
        return route(head);
    }

    private Optional<Reply> route(Head head) throws IOException, InterruptedException {
        List<RouteTable.Match> matches = context.table().matches(head.path().segments());
        if (matches.isEmpty()) {
            return Optional.of(Rules.notFound(head));
        }
        if (head.verb().equals("OPTIONS")) {
            return Optional.of(preflight(head));
        }
        Optional<Selection> selection = Selection.of(head, matches);
        if (selection.isEmpty()) {
            return Optional.of(refused(head, matches));
        }
        if (head.path().trailingSlash() && !selection.get().isEmptyRest(head.path())) {
            String target = head.rawPath().substring(0, head.rawPath().length() - 1)
                    + (exchange.getQueryString().isEmpty() ? "" : "?" + exchange.getQueryString());
            return Optional.of(new Reply.Empty(head.isRead() ? 302 : 308, Map.of("Location", target)));
        }
        return admitted(head, selection.get());
    }

    private Optional<Reply> admitted(Head head, Selection selection) throws IOException, InterruptedException {
        Route route = selection.route();
        SignIn.Identity identity = context.signIn().identify(head);
        who = identity.principal();
        Optional<Reply> refusal = context.rules().refusal(head, route, identity);
        if (refusal.isPresent()) {
            return refusal;
        }
        if (identity.means() == Means.TOKEN && !head.wantsWebSocket()) {
            welcome(head, identity.principal().orElseThrow());
        }
        return switch (route.endpoint()) {
            case Endpoint.Call call -> Optional.of(call(head, selection, call));
            case Endpoint.Upgrade upgrade -> upgrade(head, selection, upgrade);
        };
    }

    private Reply call(Head head, Selection selection, Endpoint.Call call) throws IOException, InterruptedException {
        long length = head.header("Content-Length").map(Long::parseLong).orElse(0L);
        BodyInput input = new BodyInput(
                exchange, call.maxBody(), context.config().limits().stall());
        body = Optional.of(input);
        if (length > call.maxBody()) {
            throw BodyInput.tooLarge(call.maxBody());
        }
        long expected = exchange.isRequestComplete() ? 0 : length > 0 ? length : call.maxBody();
        return context.bodies()
                .with(
                        expected,
                        () -> call.handler()
                                .handle(new GateRequest(
                                        selection.route().method(), head, selection.variables(), who, input, id)));
    }

    private Optional<Reply> upgrade(Head head, Selection selection, Endpoint.Upgrade upgrade)
            throws IOException, InterruptedException {
        Optional<Problem> flaw = WebSocketOpening.flaw(head);
        if (flaw.isPresent() || !exchange.isRequestComplete()) {
            throw flaw.orElse(Problem.of(400, "bad-handshake", "A handshake has no body."))
                    .asException();
        }
        BodyInput none = new BodyInput(exchange, 0, context.config().limits().stall());
        return switch (upgrade.handler()
                .open(
                        new GateRequest(Method.GET, head, selection.variables(), who, none, id),
                        exchange.getIoThread())) {
            case Upgrade.Refuse refuse -> Optional.of(refuse.reply());
            case Upgrade.Accept accept -> {
                new WebSocketOpening(exchange, context.sockets(), context.open()).accept(accept);
                yield Optional.empty();
            }
        };
    }

    /** Whoever comes with a token gets a login cookie and may show an Origin its answer. */
    private void welcome(Head head, Principal principal) {
        context.origins().readableWithToken(head).ifPresent(this::readableBy);
        boolean browser = head.query().first("token").isPresent()
                || head.header("Sec-Fetch-Site").isPresent()
                || head.header("Accept")
                        .filter(accept -> accept.contains("text/html"))
                        .isPresent();
        if (browser
                && head.host().isPresent()
                && context.signIn().byCookie(head).isEmpty()) {
            exchange.getResponseHeaders()
                    .add(
                            Headers.SET_COOKIE,
                            SessionCookies.signedIn(
                                    head.host().get(),
                                    context.signIn().newCookie(principal),
                                    context.config().basePath(),
                                    head.scheme()));
        }
    }

    private void readableBy(String origin) {
        exchange.getResponseHeaders().put(new HttpString("Access-Control-Allow-Origin"), origin);
        exchange.getResponseHeaders().add(Headers.VARY, "Origin");
    }

    private Reply preflight(Head head) {
        context.origins().configured(head).ifPresent(this::readableBy);
        return new Reply.Empty(
                200,
                Map.of(
                        "Access-Control-Allow-Headers",
                        "accept, content-type, authorization, x-xsrftoken",
                        "Access-Control-Allow-Methods",
                        "GET, PUT, POST, PATCH, DELETE, OPTIONS"));
    }

    private Reply refused(Head head, List<RouteTable.Match> matches) {
        exchange.getResponseHeaders().put(Headers.ALLOW, String.join(", ", RouteTable.allowed(matches)));
        return Rules.refused(head, matches);
    }

    private void securityHeaders(Head head) {
        String csp = (head.isApi() ? "default-src 'none'; " : "") + "frame-ancestors 'self'; report-uri "
                + context.config().basePath() + "api/security/csp-report";
        exchange.getResponseHeaders()
                .put(new HttpString("X-Content-Type-Options"), "nosniff")
                .put(new HttpString("Content-Security-Policy"), csp)
                .put(Headers.CACHE_CONTROL, "no-cache");
    }

    private void log() {
        ACCESS.log(
                Level.DEBUG,
                () -> id + " " + LogText.safe(exchange.getRequestMethod().toString()) + " " + logged + " "
                        + exchange.getStatusCode() + " " + (System.nanoTime() - began) / 1_000_000 + " ms "
                        + who.map(Principal::person).map(LogText::safe).orElse("-"));
    }
}
