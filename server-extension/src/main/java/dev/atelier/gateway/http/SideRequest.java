package dev.atelier.gateway.http;

import dev.atelier.api.Problem;
import dev.atelier.gateway.identity.Principal;
import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.xnio.conduits.ConduitStreamSourceChannel;

/** A request to another origin, with what the gate has learnt of it. */
public final class SideRequest {
    private final HttpServerExchange exchange;
    private final Head head;
    private final SignIn signIn;
    private final Wire wire;
    private final BiConsumer<SideRequest, Problem> refusal;
    private final Consumer<Principal> known;
    private final Runnable broken;

    SideRequest(
            HttpServerExchange exchange,
            Head head,
            SignIn signIn,
            Wire wire,
            BiConsumer<SideRequest, Problem> refusal,
            Consumer<Principal> known,
            Runnable broken) {
        this.exchange = exchange;
        this.head = head;
        this.signIn = signIn;
        this.wire = wire;
        this.refusal = refusal;
        this.known = known;
        this.broken = broken;
    }

    public HttpServerExchange exchange() {
        return exchange;
    }

    public String verb() {
        return head.verb();
    }

    /** The path as it stood in the request line. */
    public String rawPath() {
        return head.rawPath();
    }

    /** The same of the query, without its question mark. */
    public String rawQuery() {
        return head.rawQuery();
    }

    /** Path and query, as they stood in the request line. */
    public String target() {
        return head.rawQuery().isEmpty() ? head.rawPath() : head.rawPath() + "?" + head.rawQuery();
    }

    public Optional<String> query(String name) {
        return head.query().first(name);
    }

    /** All the values that a field came with. */
    public List<String> headers(String name) {
        HeaderValues values = exchange.getRequestHeaders().get(name);
        return values == null ? List.of() : values;
    }

    /** All the values that a parameter of the query came with, decoded. */
    public List<String> queryValues(String name) {
        return pairs().filter(pair -> nameOf(pair).equals(name))
                .map(SideRequest::valueOf)
                .toList();
    }

    /** The query as it stood there, but for this parameter where it has one of these values. */
    public String queryWithout(String name, Set<String> values) {
        return pairs().filter(pair -> !(nameOf(pair).equals(name) && values.contains(valueOf(pair))))
                .collect(Collectors.joining("&"));
    }

    private Stream<String> pairs() {
        return head.rawQuery().isEmpty()
                ? Stream.empty()
                : Stream.of(head.rawQuery().split("&"));
    }

    private static String nameOf(String pair) {
        int equals = pair.indexOf('=');
        return PercentDecoding.query(equals < 0 ? pair : pair.substring(0, equals));
    }

    private static String valueOf(String pair) {
        int equals = pair.indexOf('=');
        return equals < 0 ? "" : PercentDecoding.query(pair.substring(equals + 1));
    }

    public Optional<String> header(String name) {
        return head.header(name);
    }

    /** The values that the cookies of this name have. */
    public List<String> cookies(String name) {
        return head.cookies().values(name);
    }

    /** The host with its port, as the client wrote it but in lower case. */
    public String host() {
        return head.host().orElseThrow(() -> new IllegalStateException("only a host leads here"));
    }

    /** The same without its port. */
    public String name() {
        return Framing.name(host());
    }

    /** The port of this computer that the connection reached. */
    public int port() {
        return Framing.port(exchange);
    }

    /** {@code http} or {@code https}, as the client speaks it. */
    public String scheme() {
        return head.scheme();
    }

    /** The origin that the client's page has: {@code https://box1-8888.apps.lab.example.org}. */
    public String origin() {
        return head.origin();
    }

    public InetAddress client() {
        return head.client();
    }

    public boolean wantsWebSocket() {
        return head.wantsWebSocket();
    }

    /** Whether it asks for something, and changes nothing. */
    public boolean isRead() {
        return head.isRead();
    }

    /**
     * The person to whom a token that came with the request belongs: on a virtual thread.
     *
     * @throws TooManyException when too many wrong ones came from there
     */
    public Optional<Principal> bearer(String secret) {
        return signIn.tried(secret, head.client());
    }

    /** Whether this opens the gateway for anybody, be it a token or a login cookie's value: on a virtual thread. */
    public boolean isSecret(String value) {
        return signIn.opens(value);
    }

    /** For the log. */
    public void comesFrom(Principal person) {
        known.accept(person);
    }

    /** Up to so many bytes of the body are about to be read. */
    public void expect(int bytes) {
        wire.expect(bytes);
    }

    /** Runs when the client leaves, until {@link #unwatch} or the request's end. On the I/O thread, when all of the request has come. */
    public void watch(Runnable gone) {
        ConduitStreamSourceChannel source = source();
        source.setReadListener(channel -> {
            if (!wire.takeEarly()) {
                gone.run();
            }
        });
        source.resumeReads();
    }

    public void unwatch() {
        ConduitStreamSourceChannel source = source();
        source.suspendReads();
        source.setReadListener(null);
    }

    private ConduitStreamSourceChannel source() {
        if (exchange.getConnection() instanceof AbstractServerConnection connection) {
            return connection.getChannel().getSourceChannel();
        }
        throw new IllegalStateException("the request came in by no connection of ours");
    }

    /** The connection was ended without a whole answer. */
    public void brokenOff() {
        broken.run();
    }

    /** Answers with an error; on any thread, where nothing has been answered yet. */
    public void refuse(Problem problem) {
        refusal.accept(this, problem);
    }
}
