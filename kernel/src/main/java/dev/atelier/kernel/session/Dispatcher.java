package dev.atelier.kernel.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.kernel.cell.Cell;
import dev.atelier.kernel.cell.CurrentCell;
import dev.atelier.kernel.evaluation.ErrorReport;
import dev.atelier.kernel.evaluation.Interrupts;
import dev.atelier.kernel.message.Json;
import dev.atelier.kernel.message.Message;
import dev.atelier.kernel.transport.Channel;
import dev.atelier.kernel.transport.Channels;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One request: busy, its handler, its reply, idle. Whatever a handler does, the client gets a reply. */
final class Dispatcher {
    private final Channel channel;
    private final Channels channels;
    private final IoPub iopub;
    private final String session;
    private final CurrentCell current;
    private final Interrupts interrupts;
    private final Map<String, Handler> handlers;
    private final Consumer<String> complaints;

    Dispatcher(
            Channel channel,
            Channels channels,
            IoPub iopub,
            String session,
            CurrentCell current,
            Interrupts interrupts,
            Map<String, Handler> handlers,
            Consumer<String> complaints) {
        this.channel = channel;
        this.channels = channels;
        this.iopub = iopub;
        this.session = session;
        this.current = current;
        this.interrupts = interrupts;
        this.handlers = handlers;
        this.complaints = complaints;
    }

    void dispatch(Message request) {
        if (channel == Channel.SHELL) {
            enter(new Cell(request));
        }
        iopub.status(request, IoPub.Status.BUSY);
        try {
            answer(request).ifPresent(content -> reply(request, content));
        } finally {
            iopub.status(request, IoPub.Status.IDLE);
        }
        Optional.ofNullable(handlers.get(request.type())).ifPresent(Handler::answered);
    }

    private void enter(Cell cell) {
        if (cell.request().type().equals("execute_request")) {
            current.enter(cell);
        } else {
            current.answer(cell);
        }
    }

    private Optional<ObjectNode> answer(Message request) {
        Handler handler = handlers.get(request.type());
        if (handler == null) {
            complaints.accept("A request of unknown type \"" + request.type() + "\" came on " + channel + ".");
            return isRequest(request)
                    ? Optional.of(error(ErrorReport.sentence(
                            "UnknownRequest", "This kernel does not know " + request.type() + ".")))
                    : Optional.empty();
        }
        return channel == Channel.SHELL ? interruptible(handler, request) : guarded(handler, request);
    }

    /** Whatever may run the person's code can be interrupted: a cell, a comm, the text of a value. */
    private Optional<ObjectNode> interruptible(Handler handler, Message request) {
        interrupts.begin();
        try {
            return guarded(handler, request);
        } finally {
            interrupts.end();
        }
    }

    /** The border where a handler's failure becomes its reply: a bug in one must not cost the person the kernel. */
    @SuppressWarnings("CatchThrowable")
    private Optional<ObjectNode> guarded(Handler handler, Message request) {
        try {
            ObjectNode content = handler.handle(request);
            return isRequest(request) ? Optional.of(content) : Optional.empty();
        } catch (Throwable e) {
            complaints.accept(request.type() + " failed: " + Complaints.trace(e));
            return isRequest(request) ? Optional.of(error(report(e))) : Optional.empty();
        }
    }

    private ErrorReport report(Throwable e) {
        boolean interrupted = channel == Channel.SHELL && current.cell().interrupted();
        return interrupted ? ErrorReport.interrupted() : ErrorReport.brief(e);
    }

    private static boolean isRequest(Message request) {
        return request.type().endsWith("_request");
    }

    private static ObjectNode error(ErrorReport report) {
        return IoPub.content(report).put("status", "error");
    }

    private void reply(Message request, ObjectNode content) {
        Runnable leaving =
                () -> Optional.ofNullable(handlers.get(request.type())).ifPresent(handler -> handler.leaving(request));
        try {
            iopub.output().flush();
            channels.send(channel, request.answer(session, replyType(request.type()), content), leaving);
        } catch (RuntimeException | Error e) {
            // A reply that never leaves must not keep what waits for its leaving.
            leaving.run();
            throw e;
        }
    }

    private static String replyType(String type) {
        return type.substring(0, type.length() - "request".length()) + "reply";
    }

    /** What an execute request gets when one before it failed. */
    void abort(Message request) {
        iopub.status(request, IoPub.Status.BUSY);
        reply(request, Json.object().put("status", "aborted"));
        iopub.status(request, IoPub.Status.IDLE);
    }
}
