package dev.atelier.kernel.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.kernel.message.Json;
import dev.atelier.kernel.message.Message;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Shells beside the main one, each a thread that takes requests while the main shell is busy (Jupyter's enhancement proposal 91).
 * A request says in its header, as {@code subshell_id}, whose it is.
 */
final class Subshells {
    private static final int MOST = 64;

    private final Function<String, ShellLoop> maker;
    private final Map<String, ShellLoop> loops = new TreeMap<>();

    /** @param maker makes a loop, not yet started, whose thread has the given name */
    Subshells(Function<String, ShellLoop> maker) {
        this.maker = maker;
    }

    /** Requests of the control channel. */
    Map<String, Handler> handlers() {
        return Map.of(
                "create_subshell_request", this::create,
                "delete_subshell_request", this::delete,
                "list_subshell_request", this::list);
    }

    /** The subshell that a request on the shell channel names; empty where it names none. */
    static Optional<String> named(Message request) {
        return Json.text(request.header(), "subshell_id");
    }

    synchronized Optional<ShellLoop> find(String id) {
        return Optional.ofNullable(loops.get(id));
    }

    private synchronized ObjectNode create(Message request) {
        if (loops.size() >= MOST) {
            throw new IllegalStateException("This kernel has " + MOST
                    + " subshells, which is the most it takes; delete one with delete_subshell_request.");
        }
        String id = Message.newId();
        ShellLoop loop = maker.apply("kernel-subshell-" + id);
        loops.put(id, loop);
        loop.start();
        return ok().put("subshell_id", id);
    }

    /** What runs in it goes on to its end; what was queued behind is dropped. */
    private synchronized ObjectNode delete(Message request) {
        String id = request.text("subshell_id");
        ShellLoop loop = loops.remove(id);
        if (loop == null) {
            throw unknown(id);
        }
        loop.stop();
        return ok();
    }

    private synchronized ObjectNode list(Message request) {
        ObjectNode reply = ok();
        reply.set("subshell_id", Json.strings(loops.keySet()));
        return reply;
    }

    /** Answers what is sent to a subshell that is not there. */
    static Handler refusing() {
        return request -> {
            throw unknown(named(request).orElse(""));
        };
    }

    private static IllegalArgumentException unknown(String id) {
        return new IllegalArgumentException("There is no subshell \"" + id
                + "\"; list_subshell_request lists those that there are, create_subshell_request makes one.");
    }

    private static ObjectNode ok() {
        return Json.object().put("status", "ok");
    }
}
