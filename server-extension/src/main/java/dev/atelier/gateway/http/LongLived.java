package dev.atelier.gateway.http;

import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.identity.Proof;
import dev.atelier.gateway.websocket.CloseCode;
import dev.atelier.gateway.websocket.FrameChannel;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is open and would last: WebSockets, and answers that go on. Each ends with the token or login that it was opened by, and where
 * its person may no longer all that they might then: only a new request is looked at for that.
 */
final class LongLived {
    private static final System.Logger LOG = System.getLogger("dev.atelier.gateway.http");
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** Who opened something, and by what. */
    record Claim(Proof proof, Principal as) {}

    private final Map<FrameChannel, Optional<Claim>> open = new ConcurrentHashMap<>();
    /** The threads that write answers which go on. */
    private final Map<Thread, Claim> writing = new ConcurrentHashMap<>();

    private final Predicate<Claim> stands;
    private final Thread watch = Thread.ofVirtual().name("long-lived").unstarted(this::keepLooking);

    /** @param stands whether this counts still; asked on a virtual thread, and may block */
    LongLived(Predicate<Claim> stands) {
        this.stands = stands;
    }

    void start() {
        watch.start();
    }

    int count() {
        return open.size();
    }

    void add(FrameChannel channel, Optional<Claim> by) {
        open.put(channel, by);
        channel.onClose(() -> open.remove(channel));
    }

    /** What writes an answer that goes on. */
    interface Writing {
        void run() throws ClientGoneException;
    }

    /** Has it written on this thread, which is interrupted when the claim has ended. */
    void during(Claim by, Writing answer) throws ClientGoneException {
        writing.put(Thread.currentThread(), by);
        try {
            answer.run();
        } finally {
            writing.remove(Thread.currentThread());
        }
    }

    private void keepLooking() {
        try {
            while (true) {
                Thread.sleep(LOOK);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The border: what can't be asked now is asked again. */
    private void look() {
        try {
            Set<Claim> ended = Stream.concat(
                            open.values().stream().flatMap(Optional::stream), writing.values().stream())
                    .distinct()
                    .filter(stands.negate())
                    .collect(Collectors.toUnmodifiableSet());
            open.forEach((channel, by) -> {
                if (by.filter(ended::contains).isPresent()) {
                    channel.close(CloseCode.POLICY_VIOLATION, "you are signed out, or have another role");
                }
            });
            writing.forEach((thread, by) -> {
                if (ended.contains(by)) {
                    thread.interrupt();
                }
            });
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "it could not be asked who is signed in still", e);
        }
    }

    /** Tells them all to come back later. */
    void close() throws InterruptedException {
        watch.interrupt();
        Set<FrameChannel> all = Set.copyOf(open.keySet());
        CountDownLatch told = new CountDownLatch(all.size());
        all.forEach(socket -> socket.onThread(() -> {
            socket.close(CloseCode.SERVICE_RESTART, "the gateway restarts");
            told.countDown();
        }));
        if (!told.await(1, TimeUnit.SECONDS)) {
            LOG.log(Level.DEBUG, "some WebSockets take nothing any more");
        }
    }
}
