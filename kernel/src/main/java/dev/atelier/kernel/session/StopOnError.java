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
        // A silent request is a tool's, which no cell waits for.
        boolean stops = request.flag("stop_on_error", true) && !request.flag("silent", false);
        if (stops && reply.path("status").asText().equals("error")) {
            failed.failed(request);
        }
        return reply;
    }

    @Override
    public void leaving(Message request) {
        failed.told(request);
    }
}
