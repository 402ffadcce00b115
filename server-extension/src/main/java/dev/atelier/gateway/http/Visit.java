package dev.atelier.gateway.http;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.http.SignIn.Means;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.identity.Proof;
import dev.atelier.gateway.link.UpstreamException;
import dev.atelier.gateway.websocket.WebSockets;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xnio.IoUtils;

/** One request on its way through the gate, on a virtual thread of its own. */
final class Visit {
    private static final System.Logger LOG = System.getLogger("dev.atelier.gateway.http");
    private static final System.Logger ACCESS = System.getLogger("dev.atelier.gateway.http.access");

    private static final int SWITCHING = 101;
    /** As nginx counts clients that went away. */
    static final int GONE = 499;

    /** What all visits share. */
    record Context(
            GateConfig config,
            RouteTable table,
            SignIn signIn,
            RateLimits rates,
            Observer observer,
            Origins origins,
            Rules rules,
            BodyRoom bodies,
            WebSockets sockets,
            LongLived open,
            LastOrigins lastOrigins) {}

    private final Context context;
    private final HttpServerExchange exchange;
    private final String id;
    private final Delivery delivery;
    private final long began = System.nanoTime();
    private final InetAddress client;
    private String path = "/";
    private String logged = "";
    private Optional<BodyInput> body = Optional.empty();
    private Optional<Principal> who = Optional.empty();
    private Optional<Proof> proof = Optional.empty();
    private Optional<Route> taken = Optional.empty();
    private Optional<String> refusal = Optional.empty();
    private boolean handled;

    Visit(Context context, HttpServerExchange exchange, String id) {
        this.context = context;
        this.exchange = exchange;
        this.id = id;
        this.client = ClientAddress.of(exchange, context.config().door());
        this.delivery = new Delivery(context.config(), exchange, id);
    }

    /** Whether the request has its answer; if not, the connection is a WebSocket's from now on. */
    boolean run() {
        try {
            Optional<Reply> reply = answer();
            if (reply.isPresent()) {
                send(reply.get());
            }
            report(reply.isPresent() ? exchange.getStatusCode() : SWITCHING);
            return reply.isPresent();
        } catch (ClientGoneException e) {
            LOG.log(Level.DEBUG, () -> id + " the client left: " + LogText.safe(String.valueOf(e.getMessage())));
            report(GONE);
            IoUtils.safeClose(exchange.getConnection());
            return true;
        }
    }

    private void send(Reply reply) throws ClientGoneException {
        Optional<LongLived.Claim> claim = claim();
        if (reply instanceof Reply.Live && claim.isPresent()) {
            context.open().during(claim.get(), () -> delivery.send(reply, path, body));
        } else {
            delivery.send(reply, path, body);
        }
    }

    private Optional<LongLived.Claim> claim() {
        return proof.flatMap(by -> who.map(as -> new LongLived.Claim(by, as)));
    }

    /** The named border: whatever goes wrong behind it becomes an answer and, if nobody expected it, a line in the log. */
    private Optional<Reply> answer() throws ClientGoneException {
        try {
            return admit();
        } catch (TooManyException e) {
            return Optional.of(refuse(e.problem().code(), ErrorReply.later(e.problem(), path, e.seconds())));
        } catch (ProblemException e) {
            if (!handled) {
                refusal = Optional.of(e.problem().code());
            }
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
            requireOpen();
            Framing.check(exchange);
        } catch (ProblemException e) {
            exchange.setPersistent(false);
            throw e;
        }
        CanonicalPath whole = CanonicalPath.parse(exchange.getRequestURI());
        Optional<CanonicalPath> below = BasePath.below(context.config().basePath(), whole);
        Head head = Head.read(exchange, context.config(), below.orElse(whole));
        path = head.path().text();
        logged = LogText.safe(PathToken.redacted(whole)) + head.query().redacted();
        securityHeaders(head);
        if (below.isEmpty()) {
            context.rates().askedFrom(head.client());
            return Optional.of(
                    whole.segments().isEmpty()
                            ? Reply.redirect(context.config().basePath())
                            : refuse("not-found", Rules.notFound(head)));
        }
        return route(head);
    }

    private void requireOpen() {
        if (!context.config().door().isOpenTo(exchange.getSourceAddress().getAddress())) {
            throw proxiesOnly().asException();
        }
    }

    static Problem proxiesOnly() {
        return Problem.of(
                403,
                "proxy-only",
                "This gateway answers its proxies alone, since nothing is encrypted here.",
                "Use the proxy's address.");
    }

    private Optional<Reply> route(Head head) throws IOException, InterruptedException {
        List<RouteTable.Match> matches = context.table().matches(head.path().segments());
        Optional<Selection> selection = head.verb().equals("OPTIONS") ? Optional.empty() : Selection.of(head, matches);
        if (selection.isEmpty()) {
            context.rates().askedFrom(head.client());
            return Optional.of(unrouted(head, matches));
        }
        taken = Optional.of(selection.get().route());
        if (head.path().trailingSlash() && !selection.get().isEmptyRest(head.path())) {
            String target = head.rawPath().substring(0, head.rawPath().length() - 1)
                    + (exchange.getQueryString().isEmpty() ? "" : "?" + exchange.getQueryString());
            return Optional.of(new Reply.Empty(head.isRead() ? 302 : 308, Map.of("Location", target)));
        }
        return admitted(head, selection.get());
    }

    private Reply unrouted(Head head, List<RouteTable.Match> matches) {
        if (matches.isEmpty()) {
            return refuse("not-found", Rules.notFound(head));
        }
        return head.verb().equals("OPTIONS") ? preflight(head) : refuse("no-such-method", refused(head, matches));
    }

    private Optional<Reply> admitted(Head head, Selection selection) throws IOException, InterruptedException {
        Route route = selection.route();
        SignIn.Identity identity = context.signIn().identify(head);
        who = identity.principal();
        proof = identity.proof();
        who.ifPresentOrElse(
                person -> context.rates().askedBy(person.person()),
                () -> context.rates().askedFrom(head.client()));
        Optional<Rules.Refusal> refused = context.rules().refusal(head, route, identity);
        if (refused.isPresent()) {
            return Optional.of(refuse(refused.get().reason(), refused.get().reply()));
        }
        if (identity.means() == Means.COOKIE) {
            context.lastOrigins().seen(identity.principal().orElseThrow().person(), head.origin());
        }
        if (identity.means() == Means.TOKEN && !head.wantsWebSocket()) {
            new Welcome(context, exchange).greet(head, identity.principal().orElseThrow());
            if (Welcome.showsTokenToAPage(head)) {
                return Optional.of(Welcome.withoutToken(head));
            }
        }
        handled = true;
        return switch (route.endpoint()) {
            case Endpoint.Call call -> Optional.of(call(head, selection, call));
            case Endpoint.Upgrade upgrade -> upgrade(head, selection, upgrade);
        };
    }

    private Reply refuse(String reason, Reply reply) {
        refusal = Optional.of(reason);
        return reply;
    }

    private Reply call(Head head, Selection selection, Endpoint.Call call) throws IOException, InterruptedException {
        long length = head.header("Content-Length").map(Long::parseLong).orElse(0L);
        BodyInput input = new BodyInput(
                exchange, call.maxBody(), context.config().limits().stall());
        body = Optional.of(input);
        if (length > call.maxBody()) {
            throw BodyInput.tooLarge(call.maxBody());
        }
        boolean signsIn = selection.route().method() == Method.POST
                && selection.route().template().equals(LoginRoutes.PATH);
        if (signsIn) {
            context.rates().requireMayTry(head.client());
        }
        long expected = exchange.isRequestComplete() ? 0 : length > 0 ? length : call.maxBody();
        Reply reply = context.bodies()
                .with(
                        expected,
                        () -> call.handler()
                                .handle(new GateRequest(
                                        selection.route().method(),
                                        head,
                                        selection.variables(),
                                        who,
                                        proof,
                                        input,
                                        id)));
        if (signsIn && reply.status() == 401) {
            context.rates().wrong(head.client());
        }
        return reply;
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
                        new GateRequest(Method.GET, head, selection.variables(), who, proof, none, id),
                        exchange.getIoThread())) {
            case Upgrade.Refuse refuse -> Optional.of(refuse.reply());
            case Upgrade.Accept accept -> {
                new WebSocketOpening(exchange, context.sockets(), context.open(), claim()).accept(accept);
                yield Optional.empty();
            }
        };
    }

    private Reply preflight(Head head) {
        context.origins().configured(head).ifPresent(origin -> Welcome.readableBy(exchange, origin));
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
                .put(Headers.REFERRER_POLICY, "same-origin")
                .put(Headers.CACHE_CONTROL, "no-cache");
    }

    private void report(int status) {
        Answered answered = new Answered(
                id,
                Method.shown(exchange.getRequestMethod().toString()),
                taken.map(Route::template),
                status,
                exchange.getResponseBytesSent(),
                Duration.ofNanos(System.nanoTime() - began),
                client.getHostAddress(),
                who.map(Principal::person),
                refusal);
        context.observer().answered(answered);
        ACCESS.log(
                Level.DEBUG,
                () -> id + " " + answered.method() + " " + logged + " " + status + " "
                        + answered.took().toMillis() + " ms "
                        + who.map(Principal::person).map(LogText::safe).orElse("-"));
    }
}
