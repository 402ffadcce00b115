package dev.atelier.kernel.session;

import dev.atelier.kernel.message.Message;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** The thread that takes requests one after another; on the shell channel it is also the one that runs cells. */
final class ShellLoop {
    private static final int MAX_QUEUED = 10_000;

    private final Dispatcher dispatcher;
    private final FailedCells failedCells;
    private final BlockingQueue<Arrived> queue = new LinkedBlockingQueue<>(MAX_QUEUED);
    private final Thread thread;

    private record Arrived(Message message, long nanos) {}

    ShellLoop(String name, long stackBytes, Dispatcher dispatcher, FailedCells failedCells) {
        this.dispatcher = dispatcher;
        this.failedCells = failedCells;
        this.thread =
                Thread.ofPlatform().daemon().name(name).stackSize(stackBytes).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** On the I/O thread. A client that floods the queue loses requests rather than the kernel its memory. */
    boolean offer(Message message) {
        return queue.offer(new Arrived(message, System.nanoTime()));
    }

    private void run() {
        while (true) {
            try {
                Arrived next = queue.take();
                if (next.message().type().equals("execute_request") && failedCells.aborts(next.nanos())) {
                    dispatcher.abort(next.message());
                } else {
                    dispatcher.dispatch(next.message());
                }
            } catch (InterruptedException e) {
                // An interrupt that came as the cell ended: nothing runs, so there is nothing to stop.
            }
        }
    }
}
