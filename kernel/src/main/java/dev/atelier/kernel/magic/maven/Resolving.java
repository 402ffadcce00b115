package dev.atelier.kernel.magic.maven;

import dev.atelier.kernel.magic.LiveRendering;
import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.Rendering;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for a resolver and draws what it downloads. The resolver has a thread of its own: a download that hangs keeps
 * nobody from being interrupted.
 */
final class Resolving {
    private static final long REDRAWN_MILLIS = 150;

    private final Resolver resolver;
    private final LiveRendering place;
    private final Transfers transfers = new Transfers();
    private String drawn;

    Resolving(Resolver resolver, MagicContext context) {
        this.resolver = resolver;
        this.drawn = transfers.text();
        this.place = context.live(Rendering.plain(drawn));
    }

    Resolver.Resolution wait(Resolver.Wanted wanted, Resolver.Settings settings) throws InterruptedException {
        FutureTask<Resolver.Resolution> task = new FutureTask<>(() -> resolver.resolve(wanted, settings, transfers));
        Thread thread = Thread.ofVirtual().name("maven").start(task);
        try {
            return result(task);
        } catch (InterruptedException e) {
            end("Interrupted; nothing was added.");
            throw e;
        } catch (ExecutionException e) {
            end("Nothing was added.");
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } finally {
            transfers.cancel();
            thread.interrupt();
        }
    }

    private Resolver.Resolution result(FutureTask<Resolver.Resolution> task)
            throws InterruptedException, ExecutionException {
        while (true) {
            try {
                return task.get(REDRAWN_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                draw(transfers.text());
            }
        }
    }

    private void draw(String text) {
        if (!text.equals(drawn)) {
            drawn = text;
            place.update(Rendering.plain(text));
        }
    }

    /** The one line that stays. */
    void end(String line) {
        draw(line);
    }
}
