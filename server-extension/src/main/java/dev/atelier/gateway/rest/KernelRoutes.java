package dev.atelier.gateway.rest;

import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.identity.Permission;
import dev.atelier.gateway.jupyter.Kernels;
import java.util.List;
import java.util.Map;

/**
 * What Jupyter's protocol does not tell of kernels.
 *
 * <p>{@code GET /atelier/v1/kernels/{id}/executions}: the cells that have not ended, in the order in which they were asked
 * for, as {@code [{"msg_id","session","cell_id"?,"state":"queued"|"running","started"?,"execution_count"?,"last_msg_id"?,
 * "outputs":[…]}]}. {@code outputs} are those so far, as nbformat 4 has them in a code cell; of more than 2 MiB the end. A tab
 * that is opened anew opens its channels first, then asks, and leaves out what came up to {@code last_msg_id}. Whoever may not
 * open the channels may not read this either.
 */
public final class KernelRoutes {
    private final Kernels kernels;

    public KernelRoutes(Kernels kernels) {
        this.kernels = kernels;
    }

    public List<Route> routes() {
        return List.of(Route.call(
                        Method.GET,
                        "/atelier/v1/kernels/{id}/executions",
                        Permission.CONTRIBUTE,
                        r -> Reply.json(kernels.executions(r.who(), r.variable("id"))))
                .says(
                        "The cells of a kernel that have not ended, in the order in which they were asked for, each with msg_id, session, cell_id, state (queued or running), started, execution_count, last_msg_id and its outputs so far as nbformat 4 has them.")
                .givesEach(200, Map.class));
    }
}
