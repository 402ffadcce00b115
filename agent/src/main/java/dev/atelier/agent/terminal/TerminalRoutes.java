package dev.atelier.agent.terminal;

import dev.atelier.agent.http.Answer;
import dev.atelier.agent.http.Request;
import dev.atelier.agent.http.Router;
import dev.atelier.agent.http.Upgrade;
import java.util.Map;
import java.util.Optional;

/** Jupyter's routes for terminals. */
public final class TerminalRoutes {
    private final Terminals terminals;

    public TerminalRoutes(Terminals terminals) {
        this.terminals = terminals;
    }

    private record Open(Optional<String> name, Optional<String> cwd) {}

    public void addTo(Router router) {
        router.on(
                        "GET",
                        "/api/terminals",
                        request -> Answer.json(
                                200,
                                terminals.all().stream()
                                        .map(TerminalRoutes::model)
                                        .toList()))
                .on("POST", "/api/terminals", this::open)
                .on("GET", "/api/terminals/{name}", request -> Answer.json(200, model(terminal(request))))
                .on("DELETE", "/api/terminals/{name}", this::delete)
                .onSocket("/terminals/websocket/{name}", this::connect);
    }

    private Answer open(Request request) {
        Open wanted = request.json(Open.class);
        return Answer.json(200, model(terminals.open(wanted.name(), wanted.cwd())));
    }

    private Answer delete(Request request) throws InterruptedException {
        terminals.delete(request.variable("name"));
        return Answer.empty(204);
    }

    private Upgrade connect(Request request) {
        Terminal terminal = terminal(request);
        return new Upgrade(Optional.empty(), socket -> new TerminalConnection(terminal, socket).open());
    }

    private Terminal terminal(Request request) {
        return terminals.find(request.variable("name"));
    }

    private static Map<String, Object> model(Terminal terminal) {
        return Map.of("name", terminal.name(), "last_activity", terminal.lastActivity());
    }
}
