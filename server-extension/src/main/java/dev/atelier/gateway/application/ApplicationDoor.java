package dev.atelier.gateway.application;

import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.gateway.compute.InstanceRecord;
import dev.atelier.gateway.forward.Destination;
import dev.atelier.gateway.forward.Field;
import dev.atelier.gateway.forward.Forwarder;
import dev.atelier.gateway.forward.Upgrading;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.SideDoor;
import dev.atelier.gateway.http.SideRequest;
import dev.atelier.gateway.identity.Proof;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.HeaderMap;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lets people in to their applications, and their requests through. */
final class ApplicationDoor implements SideDoor {
    private static final int MOST_SUSPECTS = 10;
    /** For so long it is not asked again who may do what. */
    private static final Duration SURE = Duration.ofSeconds(2);

    private static final AttachmentKey<Known> KNOWN = AttachmentKey.create(Known.class);

    /** What has been found out for an earlier request on the same connection. */
    private record Known(String host, Entrance entrance, Visitor visitor, Destination destination, Instant until) {}

    private final Entrances entrances;
    private final Reception reception;
    private final Rights rights;
    private final Grants grants;
    private final UnderWay underWay;
    private final Ways ways;
    private final Forwarder forwarder;

    ApplicationDoor(
            Entrances entrances,
            Reception reception,
            Rights rights,
            Grants grants,
            UnderWay underWay,
            Ways ways,
            Forwarder forwarder) {
        this.entrances = entrances;
        this.reception = reception;
        this.rights = rights;
        this.grants = grants;
        this.underWay = underWay;
        this.ways = ways;
        this.forwarder = forwarder;
    }

    @Override
    public boolean isFor(String name, int port) {
        return entrances.isFor(name, port);
    }

    @Override
    public boolean passesAtOnce(SideRequest request) {
        Known known = request.exchange().getConnection().getAttachment(KNOWN);
        if (known == null
                || !known.host().equals(request.host())
                || !entrances.isStill(known.entrance())
                || request.rawPath().equals(Reception.ENTER)
                || Instant.now().isAfter(known.until())) {
            return false;
        }
        // A proxy's connection carries several people's.
        boolean passes = byCookie(request, known.entrance())
                        .filter(known.visitor()::equals)
                        .isPresent()
                && isFromHome(request)
                && Credentials.suspects(request, known.entrance()).isEmpty();
        if (passes) {
            request.comesFrom(known.visitor().person());
            forward(request, known, Set.of());
        }
        return passes;
    }

    @Override
    public Optional<Reply> pass(SideRequest request) throws IOException, InterruptedException {
        Optional<Entrance> found = entrances.of(request);
        if (found.isEmpty()) {
            return Optional.of(reception.nowhere(request));
        }
        Entrance entrance = found.orElseThrow();
        if (request.rawPath().equals(Reception.ENTER)) {
            return Optional.of(reception.enter(request, entrance));
        }
        Optional<Visitor> byCookie = byCookie(request, entrance);
        if (byCookie.isPresent() && !isFromHome(request)) {
            throw Problem.of(403, "foreign-origin", "Another site's page asks for this.")
                    .asException();
        }
        Optional<Visitor> visitor = byCookie.flatMap(rights::byNow).or(() -> byToken(request));
        if (visitor.isEmpty()) {
            return Optional.of(reception.turnedAway(request, entrance.application()));
        }
        Set<String> secrets = secrets(request, entrance);
        if (request.queryValues("token").stream().anyMatch(secrets::contains)) {
            rights.requireMay(visitor.orElseThrow().person(), entrance.application());
            return Optional.of(reception.withoutToken(request, entrance, visitor.orElseThrow(), secrets));
        }
        return letThrough(request, entrance, visitor.orElseThrow(), secrets);
    }

    /** Those of the gateway's that came along, which go no further. */
    private static Set<String> secrets(SideRequest request, Entrance entrance) {
        List<String> suspects = Credentials.suspects(request, entrance);
        if (suspects.size() > MOST_SUSPECTS) {
            throw Problem.of(400, "bad-request", "There are too many secrets in this request.")
                    .asException();
        }
        return suspects.stream().filter(request::isSecret).collect(Collectors.toUnmodifiableSet());
    }

    private Optional<Reply> letThrough(SideRequest request, Entrance entrance, Visitor visitor, Set<String> secrets)
            throws InterruptedException {
        request.comesFrom(visitor.person());
        InstanceRecord instance = rights.requireMay(visitor.person(), entrance.application());
        entrances.use(entrance);
        Known known = new Known(
                request.host(),
                entrance,
                visitor,
                ways.to(instance, entrance.application().port()),
                Instant.now().plus(SURE));
        HttpServerExchange exchange = request.exchange();
        exchange.getConnection().putAttachment(KNOWN, known);
        exchange.getIoThread().execute(() -> forward(request, known, secrets));
        return Optional.empty();
    }

    private void forward(SideRequest request, Known known, Set<String> secrets) {
        underWay.add(
                request.exchange(),
                new UnderWay.Claim(known.visitor(), known.entrance().application()));
        List<Field> fields = Rewriting.request(request, known.entrance(), secrets::contains);
        forwarder.forward(
                new Crossing(request, known.entrance(), fields), known.destination(), request.wantsWebSocket());
    }

    private record Crossing(SideRequest request, Entrance entrance, List<Field> requestFields)
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
            Rewriting.response(fields, response, request, entrance);
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
                        "Nothing listens on " + entrance.application().words() + ".",
                        "Start the application there; this page looks again by itself.");
            }
            return Problem.of(
                    502,
                    "application-failed",
                    "What listens on " + entrance.application().words() + " could not be asked: " + why.getMessage()
                            + ".",
                    "Look at what it has printed.");
        }
    }

    private Optional<Visitor> byCookie(SideRequest request, Entrance entrance) {
        return request.cookies(Credentials.cookieName(entrance.cookie(), request.scheme())).stream()
                .flatMap(value -> grants.visitor(Credentials.secret(value), entrance.application()).stream())
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
        if (site.isEmpty()) { // over plain HTTP browsers say it to localhost alone
            return request.header("Referer")
                    .map(from -> from.startsWith(request.origin() + "/")
                            || (request.isRead() && Reception.wantsPage(request)))
                    .orElse(true);
        }
        return site.get().equals("same-origin")
                || site.get().equals("none")
                || (request.isRead()
                        && !request.wantsWebSocket()
                        && request.header("Sec-Fetch-Mode").equals(Optional.of("navigate")));
    }

    @Override
    public Reply failed(SideRequest request, Problem problem) {
        return Reception.wantsPage(request)
                ? ProblemPage.of(problem)
                : new Reply.Bytes(
                        problem.status(),
                        Problem.CONTENT_TYPE,
                        Json.write(problem).getBytes(StandardCharsets.UTF_8),
                        Map.of());
    }
}
