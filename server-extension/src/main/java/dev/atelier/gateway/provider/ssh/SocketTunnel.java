package dev.atelier.gateway.provider.ssh;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import net.schmizz.sshj.connection.channel.Channel;
import net.schmizz.sshj.connection.channel.OpenFailException;

/**
 * A Unix domain socket of the gateway's own whose connections go on to one of a host. A socket and no port, since whoever gets
 * to an engine is that computer's root, and any account of this computer gets to a port. Two virtual threads for each connection.
 */
final class SocketTunnel implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SocketTunnel.class.getName());
    private static final int MOST = 256;
    /** A computer that has no file descriptor left has none at once after. */
    private static final long PAUSE_MILLIS = 100;

    private final HostConnection host;
    private final String there;
    private final Path here;
    private final ServerSocketChannel listener;
    private final Semaphore room = new Semaphore(MOST);
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private volatile Optional<String> refusal = Optional.empty();

    /**
     * @param there the path of the socket on the host
     * @param here where the socket is made, in a folder (0700) of its own; what lies there goes
     */
    SocketTunnel(HostConnection host, String there, Path here) throws IOException {
        this.host = host;
        this.there = there;
        this.here = here;
        Files.deleteIfExists(here); // of a gateway that was killed
        this.listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(here));
        Files.setPosixFilePermissions(here, PosixFilePermissions.fromString("rw-------"));
        Thread.ofVirtual().name("socket-" + host).start(this::accept);
    }

    /** Why the host let the last connection not through to the socket; empty where it did. */
    Optional<String> refusal() {
        return refusal;
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                SocketChannel client = listener.accept();
                if (room.tryAcquire()) {
                    open.add(client);
                    Thread.ofVirtual().start(() -> carry(client));
                } else {
                    client.close();
                }
            } catch (IOException e) {
                LOG.log(listener.isOpen() ? Level.WARNING : Level.DEBUG, "nobody could be let in", e);
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The border: what goes wrong with one connection ends that one. */
    private void carry(SocketChannel client) {
        try (client;
                Channel channel = channel()) {
            Crossing.carry(Near.of(client), channel);
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "a connection ended early", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
            room.release();
        }
    }

    private Channel channel() throws IOException, InterruptedException {
        try {
            Channel channel = host.socket(there);
            refusal = Optional.empty();
            return channel;
        } catch (OpenFailException e) {
            refusal = Optional.of(String.valueOf(e.getMessage()));
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (SocketChannel client : open) {
            client.close();
        }
        Files.deleteIfExists(here);
    }
}
