package dev.atelier.gateway.application;

import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.compute.Computes;
import dev.atelier.gateway.compute.InstanceRecord;
import dev.atelier.gateway.forward.Destination;
import dev.atelier.gateway.forward.Field;
import dev.atelier.gateway.forward.Forwarder;
import dev.atelier.gateway.forward.Upgrading;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.SideDoor;
import dev.atelier.gateway.http.SideRequest;
import dev.atelier.gateway.identity.Permission;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.identity.Proof;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.HeaderMap;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lets people in to their applications, and their requests through. */
final class ApplicationDoor implements SideDoor, AutoCloseable {
    /** The one path of each application's origin that is ours. */
    static final String ENTER = "/.atelier/enter";

    private static final int MOST_SUSPECTS = 10;
    /** For so long it is not asked again who may do what. */
    private static final Duration SURE = Duration.ofSeconds(2);

    private static final AttachmentKey<Known> KNOWN = AttachmentKey.create(Known.class);

    /** What has been found out for an earlier request on the same connection. */
    private record Known(
            String host, ApplicationName application, Visitor visitor, Destination destination, Instant until) {}

    private final ApplicationHosts hosts;
    private final Function<Proof, Optional<Principal>> people;
    private final String way;
    private final Grants grants;
    private final Computes computes;
    private final Ways ways;
    private final Forwarder forwarder;
    private final UnderWay underWay = new UnderWay(this::stands);

    /**
     * @param way the gateway's path to all applications, with a slash at the end
     * @param people whose proof it is by now
     */
    ApplicationDoor(
            ApplicationHosts hosts,
            String way,
            Function<Proof, Optional<Principal>> people,
            Grants grants,
            Computes computes,
            Forwarder forwarder) {
        this.hosts = hosts;
        this.people = people;
        this.way = way;
        this.grants = grants;
        this.computes = computes;
        this.ways = new Ways(computes);
        this.forwarder = forwarder;
    }

    void start() {
        underWay.start();
    }

    /** Whoever signs out of the gateway has signed out here, and what they have open ends. */
    void signedOut(Principal person) {
        grants.end(person.person());
        underWay.end(claim -> claim.visitor().person().person().equals(person.person()));
    }

    @Override
    public boolean isFor(String name) {
        return hosts.isFor(name);
    }

    @Override
    public boolean passesAtOnce(SideRequest request) {
        Known known = request.exchange().getConnection().getAttachment(KNOWN);
        if (known == null
                || !known.host().equals(request.host())
                || request.rawPath().equals(ENTER)
                || Instant.now().isAfter(known.until())) {
            return false;
        }
        // A proxy's connection carries several people's.
        boolean passes = byCookie(request, known.application())
                        .filter(known.visitor()::equals)
                        .isPresent()
                && isFromHome(request)
                && Credentials.suspects(request).isEmpty();
        if (passes) {
            request.comesFrom(known.visitor().person());
            forward(request, known, Set.of());
        }
        return passes;
    }

    @Override
    public Optional<Reply> pass(SideRequest request) throws IOException, InterruptedException {
        ApplicationName application = hosts.application(request.name())
                .orElseThrow(() -> Problem.of(
                                404,
                                "unknown-application",
                                "“" + request.name() + "” names no application.",
                                "Write the instance and the port, like box1-8888.apps.…")
                        .asException());
        if (request.rawPath().equals(ENTER)) {
            return Optional.of(enter(request, application));
        }
        Optional<Visitor> byCookie = byCookie(request, application);
        if (byCookie.isPresent() && !isFromHome(request)) {
            throw Problem.of(403, "foreign-origin", "Another site's page asks for this.")
                    .asException();
        }
        Optional<Visitor> visitor = byCookie.flatMap(this::byNow).or(() -> byToken(request));
        if (visitor.isEmpty()) {
            return Optional.of(turnedAway(request, application));
        }
        Set<String> secrets = secrets(request);
        if (request.queryValues("token").stream().anyMatch(secrets::contains)) {
            return Optional.of(withoutToken(request, application, visitor.orElseThrow(), secrets));
        }
        return letThrough(request, application, visitor.orElseThrow(), secrets);
    }

    /** Those of the gateway's that came along, which go no further. */
    private static Set<String> secrets(SideRequest request) {
        List<String> suspects = Credentials.suspects(request);
        if (suspects.size() > MOST_SUSPECTS) {
            throw Problem.of(400, "bad-request", "There are too many secrets in this request.")
                    .asException();
        }
        return suspects.stream().filter(request::isSecret).collect(Collectors.toUnmodifiableSet());
    }

    private Optional<Reply> letThrough(
            SideRequest request, ApplicationName application, Visitor visitor, Set<String> secrets)
            throws InterruptedException {
        request.comesFrom(visitor.person());
        InstanceRecord instance = requireMay(visitor.person(), application);
        Known known = new Known(
                request.host(),
                application,
                visitor,
                ways.to(instance, application.port()),
                Instant.now().plus(SURE));
        HttpServerExchange exchange = request.exchange();
        exchange.getConnection().putAttachment(KNOWN, known);
        exchange.getIoThread().execute(() -> forward(request, known, secrets));
        return Optional.empty();
    }

    /** The same with the role that they have now. */
    private Optional<Visitor> byNow(Visitor visitor) {
        return people.apply(visitor.proof()).map(person -> new Visitor(person, visitor.proof()));
    }

    /** Whether what is open may stay so. */
    private boolean stands(UnderWay.Claim claim) {
        try {
            Optional<Visitor> visitor = byNow(claim.visitor());
            visitor.ifPresent(v -> requireMay(v.person(), claim.application()));
            return visitor.isPresent();
        } catch (ProblemException e) {
            return false;
        }
    }

    /** The instance, where this person may use its applications. */
    InstanceRecord requireMay(Principal person, ApplicationName application) {
        if (!person.role().may(Permission.CONTRIBUTE)) {
            throw Problem.of(
                            403,
                            "not-allowed",
                            "A reader may not use applications.",
                            "Ask an owner of the workspace for the right.")
                    .asException();
        }
        InstanceRecord instance = computes.require(application.compute());
        computes.requireOwner(person, instance);
        return instance;
    }

    private void forward(SideRequest request, Known known, Set<String> secrets) {
        underWay.add(request.exchange(), new UnderWay.Claim(known.visitor(), known.application()));
        List<Field> fields = Rewriting.request(request, known.application(), secrets::contains);
        forwarder.forward(
                new Crossing(request, known.application(), fields), known.destination(), request.wantsWebSocket());
    }

    private record Crossing(SideRequest request, ApplicationName application, List<Field> requestFields)
            implements dev.atelier.gateway.forward.Crossing {
        @Override
        public HttpServerExchange exchange() {
            return request.exchange();
        }

        @Override
        public String target() {
            return request.target();
        }

        @Override
        public void answer(List<Field> fields, HeaderMap response) {
            Rewriting.response(fields, response, request, application);
        }

        @Override
        public void expect(int bytes) {
            request.expect(bytes);
        }

        @Override
        public void watch(Runnable gone) {
            request.watch(gone);
        }

        @Override
        public void unwatch() {
            request.unwatch();
        }

        @Override
        public void brokenOff() {
            request.brokenOff();
        }

        @Override
        public void fail(IOException why) {
            request.refuse(problem(why));
        }

        private Problem problem(IOException why) {
            boolean silent = why instanceof ConnectException
                    || (why instanceof Upgrading.RefusedException refused && refused.status() == 502);
            if (silent) {
                return Problem.of(
                        502,
                        "nothing-listens",
                        "Nothing listens on " + application.words() + ".",
                        "Start the application there; this page looks again by itself.");
            }
            return Problem.of(
                    502,
                    "application-failed",
                    "What listens on " + application.words() + " could not be asked: " + why.getMessage() + ".",
                    "Look at what it has printed.");
        }
    }

    private Optional<Visitor> byCookie(SideRequest request, ApplicationName application) {
        return request.cookies(Credentials.cookieName(request.scheme())).stream()
                .flatMap(value -> grants.visitor(Credentials.secret(value), application).stream())
                .findFirst();
    }

    /** Only what looks like a token that the gateway drew is tried: an application's own would count as wrong ones. */
    private static Optional<Visitor> byToken(SideRequest request) {
        return Stream.concat(
                        request.header("Authorization").map(Credentials::of).stream(),
                        request.queryValues("token").stream())
                .filter(Credentials::isDrawn)
                .findFirst()
                .flatMap(token -> request.bearer(token).map(person -> new Visitor(person, Proof.of(token))));
    }

    /**
     * A browser sends the cookie along with what other applications' pages ask for, since they are of the same site. They may lead the
     * window here; nothing else.
     */
    private static boolean isFromHome(SideRequest request) {
        Optional<String> origin = request.header("Origin");
        if (origin.isPresent()) {
            return origin.get().equals(request.origin());
        }
        Optional<String> site = request.header("Sec-Fetch-Site");
        return site.isEmpty()
                || site.get().equals("same-origin")
                || site.get().equals("none")
                || (request.isRead()
                        && !request.wantsWebSocket()
                        && request.header("Sec-Fetch-Mode").equals(Optional.of("navigate")));
    }

    private Reply enter(SideRequest request, ApplicationName application) {
        String next = request.query("next")
                .filter(n -> n.startsWith("/") && !n.startsWith("//"))
                .filter(n -> n.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\'))
                .orElse("/");
        return request.query("code")
                .flatMap(code -> grants.redeem(code, application))
                .map(cookie -> redirect(next, cookie, request.query("from").orElse(""), request))
                .orElseGet(() -> turnedAway(request, application));
    }

    /** @param home the host at which the person is signed in to the gateway */
    private Reply redirect(String next, String cookie, String home, SideRequest request) {
        String scheme = request.scheme();
        String host = request.host();
        String secure = scheme.equals("https") ? "; Secure" : "";
        return new Reply.Empty(
                302,
                Map.of(
                        "Location",
                        next,
                        "Set-Cookie",
                        Credentials.cookieName(scheme) + "="
                                + Credentials.value(cookie, hosts.isGateway(home, host) ? home : "")
                                + "; HttpOnly; SameSite=Lax; Path=/" + secure,
                        "Cache-Control",
                        "no-store",
                        "Referrer-Policy",
                        "no-referrer"));
    }

    /** The gateway's token in the address would be the application's to read. */
    private Reply withoutToken(SideRequest request, ApplicationName application, Visitor visitor, Set<String> secrets) {
        requireMay(visitor.person(), application);
        String cookie = grants.redeem(grants.code(visitor, application), application)
                .orElseThrow(() -> new IllegalStateException("a code is good for a minute"));
        String query = request.queryWithout("token", secrets);
        return redirect(request.rawPath() + (query.isEmpty() ? "" : "?" + query), cookie, "", request);
    }

    /** A window goes to the gateway, which knows the person or asks who they are; whatever else asks is told. */
    private Reply turnedAway(SideRequest request, ApplicationName application) {
        if (!isWindow(request)) {
            throw Problem.of(
                            403,
                            "not-signed-in",
                            "Nobody is signed in to " + application.words() + ".",
                            "Open it in a browser, or send a token of the gateway as Authorization: Bearer TOKEN.")
                    .asException();
        }
        String next = request.rawPath().equals(ENTER) ? request.query("next").orElse("/") : request.target();
        return new Reply.Empty(
                302,
                Map.of(
                        "Location",
                        request.scheme() + "://" + gatewayOf(request) + way + application.label() + "?next="
                                + URLEncoder.encode(next, StandardCharsets.UTF_8),
                        "Cache-Control",
                        "no-store"));
    }

    /** Where the person came from, whose cookie is there; else the host above the application's. */
    private String gatewayOf(SideRequest request) {
        return request.cookies(Credentials.cookieName(request.scheme())).stream()
                .map(Credentials::home)
                .filter(home -> hosts.isGateway(home, request.host()))
                .findFirst()
                .orElseGet(() -> ApplicationHosts.gatewayOf(request.host()));
    }

    private static boolean isWindow(SideRequest request) {
        return request.verb().equals("GET")
                && !request.wantsWebSocket()
                && request.header("Sec-Fetch-Mode").map("navigate"::equals).orElseGet(() -> wantsPage(request));
    }

    private static boolean wantsPage(SideRequest request) {
        return request.header("Accept").filter(a -> a.contains("text/html")).isPresent();
    }

    /** What is open ends by what it is joined with. */
    @Override
    public void close() {
        underWay.close();
    }

    @Override
    public Reply failed(SideRequest request, Problem problem) {
        return wantsPage(request)
                ? ProblemPage.of(problem)
                : new Reply.Bytes(
                        problem.status(),
                        Problem.CONTENT_TYPE,
                        Json.write(problem).getBytes(StandardCharsets.UTF_8),
                        Map.of());
    }
}
