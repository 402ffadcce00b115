package dev.atelier.gateway.relay;

import dev.atelier.api.client.Call;
import dev.atelier.gateway.compute.Computes;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Upgrade;
import dev.atelier.gateway.http.UpgradeHandler;
import dev.atelier.gateway.link.AgentClient;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketChannel;
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
        WebSocketChannel upstream =
                dialer.dial(thread, agent.address(), Call.path("terminals", "websocket", name), Optional.empty());
        return new Upgrade.Accept(Optional.empty(), client -> join(client, upstream), () -> Ends.abort(upstream));
    }

    private static void join(WebSocketChannel client, WebSocketChannel agent) {
        client.getReceiveSetter().set(new Copy(new Outlet(agent, client)));
        agent.getReceiveSetter().set(new Copy(new Outlet(client, agent)));
        client.addCloseTask(c -> Ends.done(agent));
        agent.addCloseTask(a -> Ends.lost(client));
        Heartbeat.keep(client);
        client.resumeReceives();
        agent.resumeReceives();
    }

    private static final class Copy extends AbstractReceiveListener {
        private static final long MAX_MESSAGE = 4 << 20;

        private final Outlet outlet;

        Copy(Outlet outlet) {
            this.outlet = outlet;
        }

        @Override
        protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
            outlet.text(message.getData(), () -> {});
        }

        @Override
        protected void onError(WebSocketChannel channel, Throwable error) {
            Ends.abort(channel);
        }

        @Override
        protected long getMaxTextBufferSize() {
            return MAX_MESSAGE;
        }
    }
}
