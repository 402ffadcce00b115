package dev.atelier.gateway.http;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.link.UpstreamException;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.xnio.IoUtils;

/** One request to another origin on its way through the gate: bounded and framed as all are, and then the side door's. */
final class SideVisit {
    private static final System.Logger LOG = System.getLogger("dev.atelier.gateway.http");
    /** Under which all these requests are counted. */
    private static final String TEMPLATE = "{application}";

    private final Visit.Context context;
    private final SideDoor door;
    private final HttpServerExchange exchange;
    private final String id;
    private final Executor visits;
    private final Semaphore room;
    private final long began = System.nanoTime();
    private final AtomicBoolean reported = new AtomicBoolean();
    private volatile Optional<Principal> who = Optional.empty();
    private volatile Optional<String> refusal = Optional.empty();

    SideVisit(
            Visit.Context context,
            SideDoor door,
            HttpServerExchange exchange,
            String id,
            Executor visits,
            Semaphore room) {
        this.context = context;
        this.door = door;
        this.exchange = exchange;
        this.id = id;
        this.visits = visits;
        this.room = room;
    }

    /** @param answered runs when the connection waits for another request */
    void begin(Runnable answered) {
        exchange.addExchangeCompleteListener((done, next) -> {
            report(done.getStatusCode());
            if (!done.isUpgrade()) {
                answered.run();
            }
            next.proceed();
        });
        exchange.dispatch(SameThreadExecutor.INSTANCE, this::read);
    }

    /** On the I/O thread: the named border of whatever is wrong with the request itself. */
    private void read() {
        try {
            if (!context.config().door().isOpenTo(exchange.getSourceAddress().getAddress())) {
                throw Visit.proxiesOnly().asException();
            }
            Framing.check(exchange);
            requireOrdinary();
            Head head = Head.readForeign(exchange, context.config());
            if (head.host().isEmpty()) {
                throw Problem.of(400, "bad-request", "The Host header is missing.")
                        .asException();
            }
            SideRequest request = new SideRequest(
                    exchange,
                    head,
                    context.signIn(),
                    Wire.of(exchange),
                    this::answerLater,
                    person -> who = Optional.of(person),
                    () -> report(Visit.GONE));
            if (!door.passesAtOnce(request)) {
                onVisit(() -> decide(request));
            }
        } catch (ProblemException e) {
            exchange.setPersistent(false);
            onVisit(() -> answer(ErrorReply.of(e.problem(), "/")));
        } catch (RuntimeException e) {
            onVisit(() -> answer(delivery().unexpected(e, "/")));
        }
    }

    /** These two speak of the way, on which the gateway is the end. */
    private void requireOrdinary() {
        if (exchange.getRequestMethod().equals(Methods.TRACE)
                || exchange.getRequestMethod().equals(Methods.CONNECT)) {
            throw Problem.of(405, "method-not-allowed", exchange.getRequestMethod() + " leads nowhere here.")
                    .asException();
        }
    }

    private void onVisit(Runnable step) {
        if (!room.tryAcquire()) {
            IoUtils.safeClose(exchange.getConnection());
            return;
        }
        exchange.dispatch(visits, () -> {
            try {
                step.run();
            } finally {
                room.release();
            }
        });
    }

    /** The named border, as in {@link Visit}. */
    private void decide(SideRequest request) {
        Reply reply;
        try {
            Optional<Reply> decided = door.pass(request);
            if (decided.isEmpty()) {
                return;
            }
            reply = decided.orElseThrow();
        } catch (TooManyException e) {
            refusal = Optional.of(e.problem().code());
            reply = ErrorReply.later(e.problem(), "/", e.seconds());
        } catch (ProblemException e) {
            refusal = Optional.of(e.problem().code());
            reply = door.failed(request, e.problem());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reply = door.failed(request, Problem.of(503, "stopping", "The gateway stops."));
        } catch (UpstreamException e) {
            LOG.log(Level.INFO, () -> id + " " + LogText.safe(e.getMessage()));
            reply = door.failed(request, Visit.unreachable(e));
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            reply = delivery().unexpected(e, "/");
        }
        answer(reply);
    }

    private void answerLater(SideRequest request, Problem problem) {
        refusal = Optional.of(problem.code());
        onVisit(() -> answer(door.failed(request, problem)));
    }

    private void answer(Reply reply) {
        try {
            delivery().send(reply, "/", Optional.empty());
        } catch (ClientGoneException e) {
            IoUtils.safeClose(exchange.getConnection());
        }
    }

    private Delivery delivery() {
        return Delivery.withoutCookies(context.config(), exchange, id);
    }

    private void report(int status) {
        if (!reported.compareAndSet(false, true)) {
            return;
        }
        context.observer()
                .answered(new Answered(
                        id,
                        Method.shown(exchange.getRequestMethod().toString()),
                        Optional.of(TEMPLATE),
                        status,
                        exchange.getResponseBytesSent(),
                        Duration.ofNanos(System.nanoTime() - began),
                        ClientAddress.of(exchange, context.config().door()).getHostAddress(),
                        who.map(Principal::person),
                        refusal));
    }
}
