package dev.atelier.gateway.http;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import org.xnio.IoUtils;

/** Brings an answer to the client, whatever goes wrong on the way, and settles what is left of the request's body. */
final class Delivery {
    private static final System.Logger LOG = System.getLogger("dev.atelier.gateway.http");
    private static final long LINGER_BYTES = 4 << 20;

    private final GateConfig config;
    private final HttpServerExchange exchange;
    private final String id;
    private final boolean cookies;

    Delivery(GateConfig config, HttpServerExchange exchange, String id) {
        this(config, exchange, id, true);
    }

    private Delivery(GateConfig config, HttpServerExchange exchange, String id, boolean cookies) {
        this.config = config;
        this.exchange = exchange;
        this.id = id;
        this.cookies = cookies;
    }

    /** For another origin, whose cookies are its own. */
    static Delivery withoutCookies(GateConfig config, HttpServerExchange exchange, String id) {
        return new Delivery(config, exchange, id, false);
    }

    /** What nobody expected: the log gets it all, the client an id. */
    Reply unexpected(Throwable e, String path) {
        LOG.log(Level.ERROR, id + " " + exchange.getRequestMethod() + " " + LogText.safe(path) + " failed", e);
        return ErrorReply.of(
                Problem.of(
                        500, "internal", "The gateway failed to answer.", "Its log says why, under the id " + id + "."),
                path);
    }

    /** @param body what the handler was given to read, if one was called */
    void send(Reply reply, String path, Optional<BodyInput> body) throws ClientGoneException {
        settleBody(body);
        xsrfCookie(reply);
        try {
            new ReplyWriter(exchange, config.limits().stall()).write(reply);
            boolean mayRead = body.isPresent() || exchange.isRequestChannelAvailable(); // else a side door has read it
            if (!exchange.isRequestComplete() && mayRead) {
                linger(body.orElseGet(this::unread));
            }
            end();
        } catch (ClientGoneException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            IoUtils.safeClose(exchange.getConnection());
        } catch (IOException | RuntimeException | StackOverflowError e) {
            sendInstead(e, path);
        }
    }

    /** The answer failed while it was written: another one if nothing is on the wire yet, else the connection breaks. */
    private void sendInstead(Throwable e, String path) throws ClientGoneException {
        Reply error =
                e instanceof ProblemException problem ? ErrorReply.of(problem.problem(), path) : unexpected(e, path);
        if (exchange.isResponseStarted()) {
            IoUtils.safeClose(exchange.getConnection());
            return;
        }
        try {
            new ReplyWriter(exchange, config.limits().stall()).write(error);
            end();
        } catch (ClientGoneException gone) {
            throw gone;
        } catch (IOException | InterruptedException | RuntimeException again) {
            LOG.log(Level.WARNING, id + " could not be answered", again);
            IoUtils.safeClose(exchange.getConnection());
        }
    }

    /** An unread body ends the connection after the answer: reading it all would be the sender's choice, not ours. */
    private void settleBody(Optional<BodyInput> body) {
        boolean unread = body.map(input -> !input.ended()).orElse(!exchange.isRequestComplete());
        if (unread && !exchange.isRequestComplete()) {
            exchange.setPersistent(false);
            // The server says so by itself but for answers without a body, and a client would send its next request
            // there.
            exchange.getResponseHeaders().put(Headers.CONNECTION, "close");
        }
    }

    /** The server would read what is left of a body, however much that is and whatever is in it. */
    private void end() {
        if (exchange.isRequestComplete()) {
            exchange.endExchange();
        } else {
            IoUtils.safeClose(exchange.getConnection());
        }
    }

    /** Of a request that no handler was given. */
    private BodyInput unread() {
        return new BodyInput(exchange, LINGER_BYTES, config.limits().stall());
    }

    /** Takes some more of an unread body, so that the client gets to read the answer before the connection is reset. */
    private void linger(BodyInput input) {
        if (input.unasked() || input.broken()) {
            return;
        }
        long until = System.nanoTime() + 2_000_000_000L;
        byte[] sink = new byte[8192];
        long drained = 0;
        try {
            while (drained < LINGER_BYTES && System.nanoTime() < until) {
                int count = input.read(sink, 0, sink.length);
                if (count < 0) {
                    return;
                }
                drained += count;
            }
        } catch (IOException | ProblemException e) {
            LOG.log(Level.DEBUG, () -> id + " the rest of the body did not come");
        }
    }

    /** A page's scripts need the XSRF cookie. */
    private void xsrfCookie(Reply reply) {
        boolean page = reply instanceof Reply.Bytes bytes && bytes.contentType().startsWith("text/html");
        List<String> sent = CookieHeader.parse(Optional.ofNullable(
                                (List<String>) exchange.getRequestHeaders().get(Headers.COOKIE))
                        .orElse(List.of()))
                .values(SessionCookies.XSRF);
        boolean given = reply.headers().getOrDefault("Set-Cookie", "").startsWith(SessionCookies.XSRF + "=");
        if (cookies && page && sent.isEmpty() && !given) {
            exchange.getResponseHeaders()
                    .add(
                            Headers.SET_COOKIE,
                            SessionCookies.xsrf(
                                    SessionCookies.newXsrf(), config.basePath(), Head.scheme(exchange, config)));
        }
    }
}
