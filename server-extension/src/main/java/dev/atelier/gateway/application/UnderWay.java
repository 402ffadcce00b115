package dev.atelier.gateway.application;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.xnio.IoUtils;

/**
 * What people have open to applications: WebSockets, streams, and requests that are just being answered. It ends when whoever asked
 * for it may no longer have it; a request is looked at when it comes, but these may last for days.
 */
final class UnderWay implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(UnderWay.class.getName());
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** Who has it open, and to what. */
    record Claim(Visitor visitor, ApplicationName application) {}

    private final Map<HttpServerExchange, Claim> open = new ConcurrentHashMap<>();
    private volatile Optional<Thread> watch = Optional.empty();

    /** @param stands whether somebody may go on; asked on a virtual thread, and may block */
    void start(Predicate<Claim> stands) {
        watch = Optional.of(Thread.ofVirtual().name("applications-under-way").start(() -> keepLooking(stands)));
    }

    void add(HttpServerExchange exchange, Claim claim) {
        open.put(exchange, claim);
        exchange.addExchangeCompleteListener((done, next) -> {
            if (!done.isUpgrade()) {
                open.remove(done);
            }
            next.proceed();
        });
    }

    boolean leadsTo(ApplicationName application) {
        return open.entrySet().stream()
                .anyMatch(entry -> entry.getValue().application().equals(application)
                        && entry.getKey().getConnection().isOpen());
    }

    /** Ends all of this kind. */
    void end(Predicate<Claim> kind) {
        open.forEach((exchange, claim) -> {
            if (kind.test(claim)) {
                open.remove(exchange);
                ServerConnection connection = exchange.getConnection();
                connection.getIoThread().execute(() -> IoUtils.safeClose(connection));
            }
        });
    }

    private void keepLooking(Predicate<Claim> stands) {
        try {
            while (true) {
                Thread.sleep(LOOK);
                look(stands);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The border: what can't be asked now is asked again. */
    private void look(Predicate<Claim> stands) {
        try {
            // WebSockets leave without a word here, as does whatever broke off.
            open.keySet().removeIf(exchange -> !exchange.getConnection().isOpen());
            Set<Claim> lost = open.values().stream()
                    .distinct()
                    .filter(claim -> !stands.test(claim))
                    .collect(Collectors.toUnmodifiableSet());
            if (!lost.isEmpty()) {
                end(lost::contains);
            }
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "it could not be asked who may use which application still", e);
        }
    }

    @Override
    public void close() {
        watch.ifPresent(Thread::interrupt);
    }
}
