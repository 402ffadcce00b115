package dev.atelier.gateway.provider.docker;

import dev.atelier.gateway.provider.ProviderUnreachable;
import dev.atelier.gateway.provider.ssh.EngineHost;
import java.io.IOException;
import java.net.URI;

/** Everything goes through the one connection to the engine's computer. */
record RemoteWays(EngineHost host) implements EngineWay, AgentPorts {

    @Override
    public void open() throws ProviderUnreachable, InterruptedException {
        host.reach();
    }

    @Override
    public String silence() {
        return host.silence();
    }

    @Override
    public String imageHint() {
        return "Make it with: ./atelier image build. Bring it with: docker save " + Images.OWN + " | " + host.command()
                + " docker load.";
    }

    @Override
    public URI url(String container, int port) throws IOException {
        return host.toPort(container, port);
    }

    @Override
    public void ended(String container) {
        host.toNoPort(container);
    }

    @Override
    public void removed(String container) throws IOException {
        host.leave(container);
    }
}
