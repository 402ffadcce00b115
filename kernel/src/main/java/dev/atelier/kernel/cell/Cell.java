package dev.atelier.kernel.cell;

import dev.atelier.kernel.message.Message;

/** A request under way, and after: what its threads print later still belongs to it. */
public final class Cell {
    private final Message request;
    private volatile boolean interrupted;

    public Cell(Message request) {
        this.request = request;
    }

    public Message request() {
        return request;
    }

    public boolean allowsInput() {
        return request.flag("allow_stdin", false);
    }

    public void markInterrupted() {
        interrupted = true;
    }

    public boolean interrupted() {
        return interrupted;
    }
}
