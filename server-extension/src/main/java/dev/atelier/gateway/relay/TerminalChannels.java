package dev.atelier.gateway.relay;

import dev.atelier.api.client.Call;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Upgrade;
import dev.atelier.gateway.http.UpgradeHandler;
import dev.atelier.gateway.jupyter.Terminals;
import dev.atelier.gateway.websocket.FrameChannel;
import java.io.IOException;
import java.util.Optional;
import org.xnio.XnioIoThread;

/** Opens a terminal for a client: text both ways, as it comes. */
public final class TerminalChannels implements UpgradeHandler {
    private final Terminals terminals;
    private final Dialer dialer;

    public TerminalChannels(Terminals terminals, Dialer dialer) {
        this.terminals = terminals;
        this.dialer = dialer;
    }

    @Override
    public Upgrade open(Request request, XnioIoThread thread) throws IOException, InterruptedException {
        Terminals.Place place = terminals.place(request.who(), request.variable("name"));
        place.agent().get(Call.path("api", "terminals", place.name()));
        FrameChannel upstream = dialer.dial(
                thread, place.agent().address(), Call.path("terminals", "websocket", place.name()), Optional.empty());
        return new Upgrade.Accept(Optional.empty(), client -> join(client, upstream), upstream::abort);
    }

    private static void join(FrameChannel client, FrameChannel agent) {
        client.start(new Copier(client, agent) {
            @Override
            public void closed(int code) {
                Ends.clientLeft(agent);
            }
        });
        agent.start(new Copier(agent, client) {
            @Override
            public void closed(int code) {
                Ends.agentLeft(code, client);
            }
        });
    }
}
