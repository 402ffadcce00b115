package dev.atelier.gateway.relay;

import dev.atelier.api.client.Call;
import dev.atelier.gateway.compute.Computes;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Upgrade;
import dev.atelier.gateway.http.UpgradeHandler;
import dev.atelier.gateway.link.AgentClient;
import dev.atelier.gateway.websocket.FrameChannel;
import java.io.IOException;
import java.util.Optional;
import org.xnio.XnioIoThread;

/** Opens a terminal for a client: text both ways, as it comes. */
public final class TerminalChannels implements UpgradeHandler {
    private final Computes computes;
    private final Dialer dialer;

    public TerminalChannels(Computes computes, Dialer dialer) {
        this.computes = computes;
        this.dialer = dialer;
    }

    @Override
    public Upgrade open(Request request, XnioIoThread thread) throws IOException, InterruptedException {
        computes.requireOwner(request.who(), computes.require(Computes.LOCAL));
        AgentClient agent = computes.agent(Computes.LOCAL);
        String name = request.variable("name");
        agent.get(Call.path("api", "terminals", name));
        FrameChannel upstream =
                dialer.dial(thread, agent.address(), Call.path("terminals", "websocket", name), Optional.empty());
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
