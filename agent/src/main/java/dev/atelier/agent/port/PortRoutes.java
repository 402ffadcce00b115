package dev.atelier.agent.port;

import dev.atelier.agent.http.Router;
import dev.atelier.agent.http.Tunnel;
import dev.atelier.api.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.List;
import java.util.concurrent.Semaphore;

/** {@code GET /agent/v1/ports/{port}} with {@code Upgrade: bytes}: a connection to a port of this instance's loopback. */
public final class PortRoutes {
    /** Each one has two threads and 64 KiB of buffers while bytes pass. */
    private static final int MOST = 512;

    private static final int HIGHEST_PORT = 65_535;
    private static final List<String> LOOPBACK = List.of("127.0.0.1", "::1");

    private final Semaphore room = new Semaphore(MOST);

    public void addTo(Router router) {
        router.onTunnel("/agent/v1/ports/{port}", request -> open(request.variable("port")));
    }

    private Tunnel open(String port) {
        int number = number(port);
        if (!room.tryAcquire()) {
            throw Problem.of(
                            503,
                            "too-many-connections",
                            "This instance's ports have " + MOST + " connections of the gateway's already.",
                            "Close some of the pages that show its applications.")
                    .asException();
        }
        try {
            SocketChannel application = connect(number);
            return new Tunnel(
                    gateway -> new Joined(gateway, application, room::release).start(), () -> abandon(application));
        } catch (IOException e) {
            room.release();
            throw Problem.of(
                            502,
                            "nothing-listens",
                            "Nothing listens on the port " + number + " of this instance.",
                            "Start the application first.")
                    .asException();
        } catch (RuntimeException e) {
            room.release();
            throw e;
        }
    }

    private void abandon(SocketChannel application) {
        Joined.close(application);
        room.release();
    }

    private static int number(String port) {
        if (port.matches("[1-9][0-9]{0,4}") && Integer.parseInt(port) <= HIGHEST_PORT) {
            return Integer.parseInt(port);
        }
        throw Problem.of(400, "bad-port", "Ports are numbers from 1 to " + HIGHEST_PORT + ".")
                .asException();
    }

    private static SocketChannel connect(int port) throws IOException {
        IOException failure = new IOException("there is no loopback");
        for (String host : LOOPBACK) {
            SocketChannel channel = SocketChannel.open();
            try {
                channel.connect(new InetSocketAddress(InetAddress.ofLiteral(host), port));
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                return channel;
            } catch (IOException e) {
                Joined.close(channel);
                failure = e;
            } catch (UnsupportedAddressTypeException e) { // a computer without IPv6
                Joined.close(channel);
            }
        }
        throw failure;
    }
}
