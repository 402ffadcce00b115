package dev.atelier.gateway.once;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.http.CallHandler;
import dev.atelier.gateway.http.Endpoint;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.http.Routes;
import dev.atelier.gateway.store.Database;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Carries a request that bears an {@code Idempotency-Key} out once: whoever sends it again gets the first answer again. A key is
 * one person's, for one method and path; the newest 1000 answers of each person are kept, for 24 hours.
 *
 * <p>What is kept is where all went well (2xx). A refusal changed nothing, so the same request is judged anew: whoever was told
 * to stop an instance first can do that and send it again. Nor is what failed (5xx) or came too often (429) kept: that is to be
 * tried again.
 *
 * <p>An answer is written down after its effect and before it goes out. A gateway that is killed in between carries the
 * repetition out again. Where the request says how things are to be, which is each PUT and DELETE, a start, a stop, a cancel, that
 * makes no difference; a job finds itself by its key, which is written with it. What can be there twice then is a terminal, a
 * kernel without an id of the client's, a token without a name; and an instance may restart once more.
 */
public final class Once {
    private static final System.Logger LOG = System.getLogger(Once.class.getName());

    private static final String API = "/atelier/v1/";
    /** Of Jupyter's own routes those that make something of which there may be two. */
    private static final Set<String> OF_JUPYTER = Set.of("/api/kernels", "/api/sessions", "/api/terminals");

    private static final String MEANING =
            "A random text of yours, a UUID say, of at most 255 characters: a repetition of this"
                    + " request with it is not carried out again within 24 hours, but gets the first answer, with the header "
                    + Kept.REPLAYED + ".";

    private final AnswerStore answers;
    private final Duration patience;
    private final Map<String, Turn> underWay = new ConcurrentHashMap<>();

    /** A request that is being carried out; its repetitions wait for it. */
    private record Turn(String fingerprint, CountDownLatch over) {}

    public Once(Database database) {
        this(database, InstantSource.system(), Duration.ofSeconds(10));
    }

    /** @param patience how long a repetition waits for the first request's end */
    Once(Database database, InstantSource clock, Duration patience) {
        this.answers = new AnswerStore(database, clock);
        this.patience = patience;
    }

    /** The same rows, of which those that change something take a key. */
    public Routes over(Routes routes) {
        return new Routes(routes.rows().stream().map(this::over).toList());
    }

    private Route over(Route route) {
        return switch (route.endpoint()) {
            case Endpoint.Call call
            when takesKey(route) -> {
                CallHandler keyed = request -> answer(request, call.handler());
                Route row = new Route(
                        route.method(),
                        route.template(),
                        route.permission(),
                        new Endpoint.Call(call.maxBody(), keyed),
                        route.description());
                yield row.description().isPresent() ? row.header(Key.HEADER, MEANING) : row;
            }
            case Endpoint.Call _, Endpoint.Upgrade _ -> route;
        };
    }

    private static boolean takesKey(Route route) {
        return route.method() != Method.GET
                && (route.template().startsWith(API)
                        || (route.method() == Method.POST && OF_JUPYTER.contains(route.template())));
    }

    private Reply answer(Request request, CallHandler handler) throws IOException, InterruptedException {
        Optional<Key> key = Key.of(request);
        return key.isEmpty() ? handler.handle(request) : inTurn(KeyedRequest.read(request, key.orElseThrow()), handler);
    }

    private Reply inTurn(KeyedRequest request, CallHandler handler) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Turn own = new Turn(request.fingerprint(), new CountDownLatch(1));
            Turn other = underWay.putIfAbsent(request.same(), own);
            if (other == null) {
                try {
                    return once(request, handler);
                } finally {
                    underWay.remove(request.same());
                    own.over().countDown();
                }
            }
            requireSame(request, other.fingerprint());
            if (!other.over().await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw stillUnderWay();
            }
        }
    }

    private Reply once(KeyedRequest request, CallHandler handler) throws IOException, InterruptedException {
        Optional<Kept> before = answers.find(request.same());
        if (before.isPresent()) {
            requireSame(request, before.orElseThrow().fingerprint());
            return before.orElseThrow().again();
        }
        Reply reply = handler.handle(request);
        if (reply.status() / 100 == 2) {
            Kept.of(request.fingerprint(), reply).ifPresent(kept -> keep(request, kept));
        }
        return reply;
    }

    /** The border: what was done is done, and its answer is worth more than its being kept. */
    private void keep(KeyedRequest request, Kept kept) {
        try {
            answers.keep(request, kept);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, () -> request.id() + " is answered, but the answer can't be kept", e);
        }
    }

    private static void requireSame(KeyedRequest request, String fingerprint) {
        if (!request.fingerprint().equals(fingerprint)) {
            throw Problem.of(
                            422,
                            "key-reused",
                            "This " + Key.HEADER + " came with another request to " + request.path()
                                    + " before: its query or body differs.",
                            "Send another key with each new request, and the same one with a repetition alone.")
                    .asException();
        }
    }

    private ProblemException stillUnderWay() {
        return Problem.of(
                        409,
                        "request-under-way",
                        "The first request with this " + Key.HEADER + " is still under way after "
                                + patience.toSeconds() + " s.",
                        "Send it again in a moment, with the same key.")
                .asException();
    }
}
