package dev.atelier.gateway.relay;

import dev.atelier.api.ProblemException;
import dev.atelier.gateway.jupyter.PendingStart;
import dev.atelier.gateway.link.AgentClient;
import dev.atelier.gateway.websocket.FrameChannel;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Brings a client and its kernel together when the kernel is the later one. A virtual thread waits and dials; what is said to
 * the client is said on its I/O thread.
 */
final class Latecomer {
    private final PendingStart start;
    private final FrameChannel client;
    private final WaitingRoom waiting;
    private final Way way;

    /** To the kernel, once it is there. */
    interface Way {
        FrameChannel dial(AgentClient agent) throws IOException, InterruptedException;

        /** On the client's I/O thread. */
        void join(FrameChannel upstream, List<Message> held);
    }

    private Latecomer(PendingStart start, FrameChannel client, WaitingRoom waiting, Way way) {
        this.start = start;
        this.client = client;
        this.waiting = waiting;
        this.way = way;
    }

    /** On the client's I/O thread. */
    static void await(PendingStart start, FrameChannel client, KernelRelay.Protocol protocol, Way way) {
        WaitingRoom waiting = new WaitingRoom(client, protocol);
        waiting.enter();
        waiting.say(start.words());
        start.follow(words -> client.onThread(() -> waiting.say(words)));
        Latecomer latecomer = new Latecomer(start, client, waiting, way);
        Thread.ofVirtual().name("latecomer").start(latecomer::run);
    }

    /** The border of this thread: the client is told. */
    private void run() {
        try {
            CompletableFuture.anyOf(start.outcome(), waiting.left()).join();
            if (!waiting.left().isDone()) {
                bring(way.dial(start.outcome().join()));
            }
        } catch (CompletionException e) {
            fail(e.getCause());
        } catch (IOException | RuntimeException e) {
            fail(e);
        } catch (InterruptedException e) {
            client.abort();
        }
    }

    private void bring(FrameChannel upstream) {
        waiting.left().thenRun(upstream::abort);
        client.onThread(() -> waiting.leave(held -> way.join(upstream, held)));
    }

    private void fail(Throwable why) {
        String words = why instanceof ProblemException problem
                ? problem.problem().sentences()
                : "The kernel could not be started: " + why.getMessage();
        client.onThread(() -> waiting.fail(words));
    }
}
