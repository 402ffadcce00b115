package dev.atelier.gateway.provider.ssh;

import java.io.IOException;

/** What leads to one place: the connection, the listener before its agent. */
record Reached(HostConnection host, Tunnel tunnel, HostAgents agents, HostShare share) implements AutoCloseable {

    @Override
    public void close() throws IOException {
        tunnel.close();
        host.close();
    }
}
