package dev.atelier.kernel.session;

import dev.atelier.kernel.cell.Cell;
import dev.atelier.kernel.cell.CurrentCell;
import dev.atelier.kernel.message.Json;
import dev.atelier.kernel.message.Message;
import dev.atelier.kernel.output.CellInput;
import dev.atelier.kernel.output.InputRefusedException;
import dev.atelier.kernel.transport.Channel;
import dev.atelier.kernel.transport.Channels;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.ReentrantLock;

/** Asks the client that runs a cell for a line. One question at a time; an answer nobody waits for is dropped. */
final class Stdin implements CellInput.Prompt {
    private final Channels channels;
    private final IoPub iopub;
    private final String session;
    private final CurrentCell current;
    private final BlockingQueue<Message> replies = new ArrayBlockingQueue<>(16);
    private final ReentrantLock asking = new ReentrantLock();

    Stdin(Channels channels, IoPub iopub, String session, CurrentCell current) {
        this.channels = channels;
        this.iopub = iopub;
        this.session = session;
        this.current = current;
    }

    /** On the I/O thread. */
    void received(Message message) {
        if (message.type().equals("input_reply")) {
            replies.offer(message);
        }
    }

    @Override
    public String line(String prompt, CellInput.Kind kind) throws InterruptedException {
        Cell cell = current.cell();
        if (!cell.allowsInput()) {
            throw new InputRefusedException();
        }
        asking.lockInterruptibly();
        try {
            iopub.output().flush();
            replies.clear();
            channels.send(
                    Channel.STDIN,
                    cell.request()
                            .answer(
                                    session,
                                    "input_request",
                                    Json.object()
                                            .put("prompt", prompt)
                                            .put("password", kind == CellInput.Kind.PASSWORD)));
            Message reply = replies.take();
            while (!reply.session().equals(cell.request().session())) {
                reply = replies.take();
            }
            return reply.text("value");
        } finally {
            asking.unlock();
        }
    }
}
