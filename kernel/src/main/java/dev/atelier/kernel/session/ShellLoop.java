package dev.atelier.kernel.session;

import dev.atelier.kernel.message.Message;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** The thread that takes requests one after another; on the shell channel it is also the one that runs cells. */
final class ShellLoop {
    private static final int MAX_QUEUED = 10_000;

    private final Dispatcher dispatcher;
    private final FailedCells failedCells;
    private final Consumer<String> complaints;
    private final BlockingQueue<Arrived> queue = new LinkedBlockingQueue<>(MAX_QUEUED);
    private final Thread thread;

    private volatile boolean stopped;

    private record Arrived(Message message, long number) {}

    ShellLoop(
            String name, long stackBytes, Dispatcher dispatcher, FailedCells failedCells, Consumer<String> complaints) {
        this.dispatcher = dispatcher;
        this.failedCells = failedCells;
        this.complaints = complaints;
        this.thread =
                Thread.ofPlatform().daemon().name(name).stackSize(stackBytes).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** The thread ends when it has answered what it works on; nothing that is queued is answered. */
    void stop() {
        stopped = true;
        queue.clear();
        queue.offer(new Arrived(Message.none(), 0));
    }

    /** On the I/O thread. A client that floods the queue loses requests rather than the kernel its memory. */
    boolean offer(Message message) {
        return queue.offer(new Arrived(message, failedCells.arrived()));
    }

    /** The border behind which nothing ends the thread: one request may be lost, the kernel is not. */
    @SuppressWarnings("CatchThrowable")
    private void run() {
        while (!stopped) {
            try {
                Arrived next = queue.take();
                if (!stopped) {
                    answer(next);
                }
            } catch (InterruptedException e) {
                // An interrupt that came as the cell ended: nothing runs, so there is nothing to stop.
            } catch (Throwable e) {
                complaints.accept("A request was lost: " + Complaints.trace(e));
            }
        }
    }

    private void answer(Arrived next) {
        if (next.message().type().equals("execute_request") && failedCells.aborts(next.number())) {
            dispatcher.abort(next.message());
        } else {
            dispatcher.dispatch(next.message());
        }
    }
}
