package dev.atelier.magics.compute;

import dev.atelier.api.Event;
import dev.atelier.api.Instance;
import dev.atelier.api.InstanceState;
import dev.atelier.api.ProblemException;
import dev.atelier.api.client.AtelierClient;
import dev.atelier.kernel.magic.MagicException;
import dev.atelier.magics.Session;
import dev.atelier.magics.show.Ages;
import dev.atelier.magics.show.Progress;
import dev.atelier.magics.show.Tone;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Asks for a change of an instance and draws its way there, from the gateway's events. */
final class InstanceWatch {
    /** For all but what people's own scripts take. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Session session;
    private final String name;
    private final Duration patience;

    InstanceWatch(Session session, String name) {
        this(session, name, PATIENCE);
    }

    InstanceWatch(Session session, String name, Duration patience) {
        this.session = session;
        this.name = name;
        this.patience = patience;
    }

    /** Makes the change, and waits until the instance has settled unless that is not wanted. */
    Instance change(String first, boolean noWait, Function<AtelierClient, Instance> change) {
        if (noWait) {
            Instance asked = session.ask(change);
            draw(new Progress(session.context(), name, first), Optional.of(asked));
            return asked;
        }
        return follow(first, change).orElseThrow(() -> new MagicException(name + " was deleted meanwhile."));
    }

    /** Waits for an instance that is on its way somewhere, which is drawn; is back at once from any other. */
    void settle(String first) {
        if (session.ask(this::find).filter(i -> !i.state().settled()).isPresent()) {
            follow(first, client -> true);
        }
    }

    /** Waits until the instance has settled after the change; empty when it is deleted. */
    Optional<Instance> follow(String first, Function<AtelierClient, ?> change) {
        long before = session.ask(AtelierClient::newestEvent);
        session.ask(change);
        Progress progress = new Progress(session.context(), name, first);
        Optional<Instance> end = settled(progress, before);
        end.filter(i -> Tone.of(i.state()) == Tone.BAD).ifPresent(i -> {
            throw new MagicException(
                    name + " is " + i.state() + ": " + i.reason().orElse("nothing more is known"));
        });
        return end;
    }

    private Optional<Instance> settled(Progress progress, long before) {
        AtomicLong seen = new AtomicLong(before);
        Instant deadline = Instant.now().plus(patience);
        while (Instant.now().isBefore(deadline)) {
            Optional<Instance> now = session.ask(this::find);
            if (now.isEmpty() || now.orElseThrow().state().settled()) {
                draw(progress, now);
                return now;
            }
            listen(progress, seen, deadline);
        }
        throw new MagicException(name + " has not settled within " + Ages.words(patience) + ". Look again with: "
                + session.context().prompt() + "compute show " + name);
    }

    private Optional<Instance> find(AtelierClient client) {
        return client.instances().stream()
                .filter(i -> i.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /** Until an event says that the instance has settled, the gateway goes away, or the time is over. */
    private void listen(Progress progress, AtomicLong seen, Instant deadline) {
        try {
            session.ask(client -> {
                client.events(
                        seen.get(),
                        event -> !lastOne(event, progress, seen),
                        () -> Instant.now().isBefore(deadline));
                return true;
            });
        } catch (MagicException e) {
            if (e.getCause() instanceof ProblemException problem
                    && problem.problem().status() != 503) {
                throw e;
            }
            progress.update("Unknown", Tone.BUSY, "the gateway does not answer, waiting for it");
            pause();
        }
    }

    private boolean lastOne(Event event, Progress progress, AtomicLong seen) {
        seen.set(event.id());
        if (!event.kind().equals("compute") || !event.subject().equalsIgnoreCase(name)) {
            return false;
        }
        Optional<InstanceState> state = java.util.Arrays.stream(InstanceState.values())
                .filter(s -> s.toString().equals(event.state()))
                .findFirst();
        state.ifPresent(s -> progress.update(s, Tone.of(s), event.detail()));
        return state.map(InstanceState::settled).orElse(true);
    }

    private static void draw(Progress progress, Optional<Instance> end) {
        end.ifPresentOrElse(
                i -> progress.update(i.state(), Tone.of(i.state()), i.reason().orElse("")),
                () -> progress.update("Deleted", Tone.QUIET, ""));
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MagicException("Interrupted; what was asked for goes on.", e);
        }
    }
}
