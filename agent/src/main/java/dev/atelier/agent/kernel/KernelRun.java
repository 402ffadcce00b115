package dev.atelier.agent.kernel;

import dev.atelier.agent.process.ProcessGroup;
import dev.atelier.agent.process.ProcessId;
import dev.atelier.agent.process.Signals.Signal;
import dev.atelier.agent.wire.Channel;
import dev.atelier.agent.wire.HeaderPeek;
import dev.atelier.agent.wire.KernelMessage;
import dev.atelier.agent.wire.OwnMessages;
import dev.atelier.api.Timestamps;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One process of a kernel, from its start to its end; a kernel that is restarted gets another. */
final class KernelRun {
    private static final Duration ASK_AGAIN = Duration.ofMillis(200);
    private static final int ASK_AT_MOST = 10;
    private static final Duration REPEAT = Duration.ofSeconds(4);
    private static final Duration POLITE = Duration.ofSeconds(1);

    private final ProcessGroup group;
    private final CompletableFuture<Death> exit;
    private final KernelClient client;
    private final OwnMessages own;
    private final ScheduledExecutorService timer;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<Void> shellAnswered = new CompletableFuture<>();
    private final CompletableFuture<Void> listening = new CompletableFuture<>();
    private final long began = System.nanoTime();
    private volatile boolean heard;

    /** What became of a start. */
    sealed interface Start {
        record Ready() implements Start {}

        record Died(Death death) implements Start {}

        record Silent() implements Start {}
    }

    /** Gets what the process said to others than the agent. */
    interface Listener {
        void received(List<KernelMessage> batch);
    }

    /** @param exit completes when the process has ended */
    KernelRun(
            ProcessGroup group,
            CompletableFuture<Death> exit,
            ConnectionInfo connection,
            KernelSettings settings,
            String kernelId,
            Listener listener) {
        this.group = group;
        this.exit = exit;
        this.own = settings.own();
        this.timer = settings.timer();
        this.client = new KernelClient(
                connection,
                "atelier-" + kernelId,
                settings.scratch(),
                batch -> listener.received(batch.stream().filter(this::notForUs).toList()),
                // Nobody can talk to the process any more: it counts as dead, and whoever hears of that ends it.
                why -> exit.complete(Death.of(
                        "The kernel was ended because the agent lost its connection to it (" + why + ").",
                        Timestamps.now())));
        shellAnswered.thenRun(() -> ask(0));
        client.send(own.request(Channel.SHELL, "kernel_info_request"));
    }

    CompletableFuture<Death> exit() {
        return exit;
    }

    ProcessId process() {
        return group.leader();
    }

    KernelClient client() {
        return client;
    }

    /** Completes when the process has answered on shell for the first time. */
    CompletableFuture<Void> shellAnswered() {
        return shellAnswered;
    }

    /** Completes when what the process says to everybody is heard here, or after two seconds; it may be busy meanwhile. */
    CompletableFuture<Void> listening() {
        askBesideTheCell(0);
        return listening;
    }

    /** Since it was started or found. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Waits until the kernel has answered kernel_info and its iopub was heard. */
    Start awaitStart(Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        CompletableFuture<Object> news = CompletableFuture.anyOf(ready, exit);
        while (!heardWithin(news, Math.min(end - System.nanoTime(), REPEAT.toNanos()))) {
            if (System.nanoTime() - end >= 0) {
                return new Start.Silent();
            }
            client.send(own.request(Channel.SHELL, "kernel_info_request")); // a lost connection may have lost the first
        }
        return exit.isDone() ? new Start.Died(exit.join()) : new Start.Ready();
    }

    private static boolean heardWithin(CompletableFuture<Object> news, long nanos) throws InterruptedException {
        try {
            news.get(nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) { // neither future is ever failed
            throw new IllegalStateException(e);
        }
    }

    void interruptBySignal() {
        group.signal(Signal.INTERRUPT);
    }

    void interruptByMessage() {
        client.send(own.request(Channel.CONTROL, "interrupt_request"));
    }

    /** Ends the process and all of its group; returns when they are gone. */
    void end(Duration grace) throws InterruptedException {
        if (!exit.isDone()) {
            client.send(own.shutdown());
            try {
                exit.get(POLITE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                // then by signals
            }
        }
        group.end(grace);
        client.close();
    }

    /** Lets the process live and closes what this agent has of it. */
    void leave() {
        client.close();
    }

    /** Subscriptions travel slowly: without asking again, the first outputs of the first cell could be missed. */
    private void ask(int times) {
        if (heard || times == ASK_AT_MOST) {
            ready.complete(null);
        } else {
            client.send(own.request(Channel.SHELL, "kernel_info_request"));
            timer.schedule(() -> ask(times + 1), ASK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void askBesideTheCell(int times) {
        if (heard || times == ASK_AT_MOST) {
            listening.complete(null);
        } else {
            client.send(own.request(Channel.CONTROL, "kernel_info_request"));
            timer.schedule(() -> askBesideTheCell(times + 1), ASK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private boolean notForUs(KernelMessage message) {
        if (message.channel() == Channel.IOPUB && !heard) {
            heard = true;
            listening.complete(null);
            if (shellAnswered.isDone()) {
                ready.complete(null);
            }
        }
        Optional<String> session = HeaderPeek.at(message.parentHeader()).session();
        if (session.filter(own.session()::equals).isEmpty()) {
            return true;
        }
        if (message.channel() == Channel.SHELL) {
            shellAnswered.complete(null);
        }
        return false;
    }
}
