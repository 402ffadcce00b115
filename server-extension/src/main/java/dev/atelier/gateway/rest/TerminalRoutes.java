package dev.atelier.gateway.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.TerminalLink;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.identity.Permission;
import dev.atelier.gateway.jupyter.Terminals;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Terminals for whoever speaks not Jupyter's protocol but this one. {@code POST /atelier/v1/computes/{name}/terminals} opens
 * one on that instance: {@code {"name":"box1_1","last_activity":…,"url":"http://…/terminals/box1_1"}}; the address opens it in
 * JupyterLab.
 */
public final class TerminalRoutes {
    private final Terminals terminals;
    private final Function<Request, String> page;

    /** @param page the gateway's address as whoever asks can reach it, without a slash at the end */
    public TerminalRoutes(Terminals terminals, Function<Request, String> page) {
        this.terminals = terminals;
        this.page = page;
    }

    public List<Route> routes() {
        return List.of(
                Route.call(Method.POST, "/atelier/v1/computes/{name}/terminals", Permission.CONTRIBUTE, this::open)
                        .says("Opens a terminal on an instance; url opens it in JupyterLab.")
                        .gives(200, TerminalLink.class));
    }

    private Reply open(Request request) throws IOException, InterruptedException {
        ObjectNode model = terminals.open(
                request.who(), Optional.of(request.variable("name")), Optional.empty(), Optional.empty());
        return Reply.json(model.put(
                "url", page.apply(request) + "/terminals/" + model.path("name").asText()));
    }
}
