package dev.atelier.gateway.provider.ssh;

import java.io.IOException;

/** What leads to one place: the connection, the listener before its agent; and what the share comes from there. */
record Reached(HostConnection host, Tunnel tunnel, HostAgents agents, HostShare share, ShareServer shareServer)
        implements AutoCloseable {

    @Override
    public void close() throws IOException {
        shareServer.close();
        try {
            tunnel.close();
        } finally {
            host.close();
        }
    }
}
