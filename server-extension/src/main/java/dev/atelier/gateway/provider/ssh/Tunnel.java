package dev.atelier.gateway.provider.ssh;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import net.schmizz.sshj.connection.channel.direct.DirectConnection;

/**
 * A listener on this computer's loopback whose connections go on to a port of a host's loopback. It lives as long as the place
 * that it leads to, whatever becomes of the connection below, so that the agent's address stays. Two virtual threads for
 * each connection.
 *
 * <p>sshj's own {@code LocalPortForwarder} ends with the first channel that the host refuses, while its socket stays bound.
 */
final class Tunnel implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Tunnel.class.getName());
    private static final int MOST = 1024;
    private static final int NOWHERE = 0;
    private static final int BACKLOG = 128;

    private final HostConnection host;
    private final ServerSocket listener;
    private final Semaphore room = new Semaphore(MOST);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile int port = NOWHERE;

    Tunnel(HostConnection host) throws IOException {
        this.host = host;
        this.listener = new ServerSocket();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        Thread.ofVirtual().name("tunnel-" + listener.getLocalPort()).start(this::accept);
    }

    /** Where it leads from now on. */
    void leadTo(int portThere) {
        port = portThere;
    }

    /** Until it is led somewhere again it lets nobody in. */
    void leadNowhere() {
        port = NOWHERE;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (room.tryAcquire()) {
                    open.add(client);
                    Thread.ofVirtual().start(() -> carry(client));
                } else {
                    client.close();
                }
            } catch (IOException e) {
                LOG.log(listener.isClosed() ? Level.DEBUG : Level.WARNING, "nobody could be let in", e);
            }
        }
    }

    /** The border: what goes wrong with one connection ends that one. */
    private void carry(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            int now = port;
            if (now == NOWHERE) {
                return;
            }
            try (DirectConnection channel = host.channel(now)) {
                Crossing.carry(Near.of(client), channel);
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "a connection ended early", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
            room.release();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
