package dev.atelier.kernel.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.kernel.message.Message;

/** Aborts the cells that were queued behind one that fails, unless its request says otherwise. */
final class StopOnError implements Handler {
    private final ExecuteHandler execute;
    private final FailedCells failed;

    StopOnError(ExecuteHandler execute, FailedCells failed) {
        this.execute = execute;
        this.failed = failed;
    }

    @Override
    public ObjectNode handle(Message request) {
        ObjectNode reply = execute.handle(request);
        if (reply.path("status").asText().equals("error") && request.flag("stop_on_error", true)) {
            failed.failedNow();
        }
        return reply;
    }
}
