package dev.atelier.gateway.provider.ssh;

import dev.atelier.api.ProblemException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.Semaphore;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.Channel;
import net.schmizz.sshj.connection.channel.OpenFailException.Reason;
import net.schmizz.sshj.connection.channel.forwarded.ConnectListener;
import net.schmizz.sshj.transport.Transport;
import net.schmizz.sshj.transport.TransportException;

/**
 * What comes from a host through one connection to the share: to the server as it lives at that moment, whose port may be
 * another one than before, and to no other that got the port of one that ended. A host may have a number of them at once; sshj's own
 * {@code SocketForwardingConnectListener} has no bound and knows one port for ever.
 */
final class ShareChannels implements ConnectListener {
    private static final System.Logger LOG = System.getLogger(ShareChannels.class.getName());
    private static final int CONNECT_MILLIS = 5_000;

    private final ShareServer server;
    private final Transport transport;
    private final int most;
    private final Semaphore room;

    /** @param most how many at once */
    ShareChannels(ShareServer server, Transport transport, int most) {
        this.server = server;
        this.transport = transport;
        this.most = most;
        this.room = new Semaphore(most);
    }

    @Override
    public void gotConnect(Channel.Forwarded channel) throws IOException {
        if (room.tryAcquire()) {
            Thread.ofVirtual().name("share-channel").start(() -> carry(channel));
        } else {
            reject(channel, Reason.RESOURCE_SHORTAGE, "there are " + most + " already");
        }
    }

    /** The border: what goes wrong with one ends that one. */
    private void carry(Channel.Forwarded channel) {
        try (Socket socket = new Socket()) {
            if (reaches(socket, channel)) {
                channel.confirm();
                Crossing.carry(Near.of(socket), channel);
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "a connection to the share ended early", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close(channel);
            room.release();
        }
    }

    private boolean reaches(Socket socket, Channel.Forwarded channel) throws IOException, InterruptedException {
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), CONNECT_MILLIS);
            return true;
        } catch (IOException | ProblemException e) {
            LOG.log(Level.WARNING, () -> "nobody serves the share to hosts: " + e.getMessage());
            reject(channel, Reason.CONNECT_FAILED, "nobody serves the share");
            return false;
        }
    }

    /** The channel's own {@code reject} leaves the language out, upon which OpenSSH ends the whole connection. */
    private void reject(Channel.Forwarded channel, Reason reason, String words) throws TransportException {
        transport.write(new SSHPacket(Message.CHANNEL_OPEN_FAILURE)
                .putUInt32(channel.getRecipient())
                .putUInt32(reason.getCode())
                .putString(words)
                .putString(""));
    }

    private static void close(Channel.Forwarded channel) {
        try {
            if (channel.isOpen()) {
                channel.close();
            }
        } catch (ConnectionException | TransportException e) {
            LOG.log(Level.DEBUG, "the connection is gone already", e);
        }
    }
}
