package dev.atelier.gateway.http;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.atelier.gateway.tls.Certificates;
import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.ServerConnection;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Sequence;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;
import org.xnio.ssl.SslConnection;

/**
 * The sockets that the gate listens on, and Undertow behind them: people's door, plain or with TLS, with its further ports, and beside
 * it a plain one on loopback for programs of this computer, where people's cannot serve them. They are tied together here rather than by
 * Undertow's own builder, which lets nobody look at a connection before it has sent a request.
 */
final class Listeners {
    private static final int BUFFER = 16 << 10;
    /** So many are kept for whoever needs one next. */
    private static final int SPARE_BUFFERS = 512;

    /** Whom a connection joins. */
    private record Ends(SocketAddress peer, SocketAddress local) {}

    private final GateConfig config;
    private final HttpOpenListener http;
    private final Admission<Ends> admission;
    private final List<AcceptingChannel<? extends StreamConnection>> open = new ArrayList<>();
    private final List<AcceptingChannel<? extends StreamConnection>> aside = new ArrayList<>();
    private Optional<XnioWorker> worker = Optional.empty();

    Listeners(GateConfig config, HttpHandler handler, Observer observer) {
        this.config = config;
        GateConfig.Limits limits = config.limits();
        // Threads come and go by the request, so buffers kept for each would only be lost.
        ByteBufferPool buffers = new DefaultByteBufferPool(true, BUFFER, SPARE_BUFFERS, 0);
        http = new HttpOpenListener(buffers, server(limits));
        http.setRootHandler(handler);
        admission = new Admission<>(
                room(limits.connections()), limits.head(), limits.idle(), config.door()::trusts, observer);
    }

    /** @throws UncheckedIOException if an address cannot be had; nothing is open then */
    void start(int port) {
        try {
            Xnio xnio = Xnio.getInstance(Listeners.class.getClassLoader());
            XnioWorker threads = xnio.createWorker(OptionMap.builder()
                    .set(Options.WORKER_IO_THREADS, ioThreads())
                    .set(Options.WORKER_TASK_CORE_THREADS, 2)
                    .set(Options.WORKER_TASK_MAX_THREADS, 2)
                    .set(Options.TCP_NODELAY, true)
                    .set(Options.CORK, true)
                    .getMap());
            worker = Optional.of(threads);
            Optional<UndertowXnioSsl> ssl = config.door().certificates().map(c -> secured(xnio, c));
            open.add(people(threads, ssl, port));
            for (int further : config.door().aside()) {
                aside.add(people(threads, ssl, further));
            }
            if (config.door().needsOwnDoor()) {
                open.add(plain(threads, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
            }
            Stream.concat(open.stream(), aside.stream()).forEach(AcceptingChannel::resumeAccepts);
            admission.start();
        } catch (IOException e) {
            closeSockets();
            throw new UncheckedIOException(
                    "cannot listen on " + config.door().address().getHostAddress() + " port " + port, e);
        }
    }

    /** People's door. */
    InetSocketAddress address() {
        return open.getFirst().getLocalAddress(InetSocketAddress.class);
    }

    /** The door for programs of this computer, which is never behind TLS. */
    InetSocketAddress ownAddress() {
        return open.getLast().getLocalAddress(InetSocketAddress.class);
    }

    /** Told of every whole request. */
    void heard(ServerConnection connection) {
        admission.heard(new Ends(connection.getPeerAddress(), connection.getLocalAddress()));
    }

    /** Told of every answer, but not of WebSockets, which are never idle. */
    void answered(ServerConnection connection) {
        admission.done(new Ends(connection.getPeerAddress(), connection.getLocalAddress()));
    }

    void stop() {
        admission.close();
        closeSockets();
    }

    private void closeSockets() {
        open.forEach(IoUtils::safeClose);
        open.clear();
        aside.forEach(IoUtils::safeClose);
        aside.clear();
        worker.ifPresent(threads -> {
            http.closeConnections();
            threads.shutdownNow();
        });
        worker = Optional.empty();
    }

    private AcceptingChannel<? extends StreamConnection> people(
            XnioWorker threads, Optional<UndertowXnioSsl> ssl, int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(config.door().address(), port);
        return ssl.isPresent() ? secured(threads, ssl.orElseThrow(), address) : plain(threads, address);
    }

    private AcceptingChannel<StreamConnection> plain(XnioWorker threads, InetSocketAddress address) throws IOException {
        ChannelListener<AcceptingChannel<StreamConnection>> accept =
                ChannelListeners.openListenerAdapter((ChannelListener<StreamConnection>) this::arrived);
        return threads.createStreamConnectionServer(address, accept, sockets());
    }

    private static UndertowXnioSsl secured(Xnio xnio, Certificates certificates) {
        UndertowXnioSsl ssl =
                new UndertowXnioSsl(xnio, OptionMap.create(Options.USE_DIRECT_BUFFERS, true), certificates.context());
        certificates.onChange(ssl::updateSSLContext);
        return ssl;
    }

    private AcceptingChannel<SslConnection> secured(XnioWorker threads, UndertowXnioSsl ssl, InetSocketAddress address)
            throws IOException {
        ChannelListener<AcceptingChannel<SslConnection>> accept =
                ChannelListeners.openListenerAdapter((ChannelListener<SslConnection>) this::arrived);
        OptionMap options = OptionMap.builder()
                .addAll(sockets())
                .set(Options.SSL_ENABLED_PROTOCOLS, Sequence.of("TLSv1.3", "TLSv1.2"))
                .getMap();
        return ssl.createSslConnectionServer(threads, address, accept, options);
    }

    private void arrived(StreamConnection connection) {
        Ends ends = new Ends(connection.getPeerAddress(), connection.getLocalAddress());
        InetAddress from = connection.getPeerAddress(InetSocketAddress.class).getAddress();
        Admission.Guest guest = new Admission.Guest(
                from, connection::isOpen, () -> connection.getIoThread().execute(() -> IoUtils.safeClose(connection)));
        if (admission.admit(ends, guest)) {
            Wire.under(connection, config.limits().headerBytes());
            http.handleEvent(connection);
        } else {
            IoUtils.safeClose(connection);
        }
    }

    private static OptionMap server(GateConfig.Limits limits) {
        return OptionMap.builder()
                .set(UndertowOptions.BUFFER_PIPELINED_DATA, true)
                .set(UndertowOptions.MAX_HEADER_SIZE, limits.headerBytes())
                .set(UndertowOptions.MAX_HEADERS, limits.headers())
                .set(UndertowOptions.MAX_PARAMETERS, 200)
                .set(UndertowOptions.DECODE_URL, false)
                .set(UndertowOptions.MAX_ENTITY_SIZE, -1L) // each route has its own
                .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, (int) limits.head().toMillis())
                .set(UndertowOptions.NO_REQUEST_TIMEOUT, (int) limits.idle().toMillis())
                .set(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
                .getMap();
    }

    private static OptionMap sockets() {
        return OptionMap.builder()
                .set(Options.WORKER_IO_THREADS, ioThreads())
                .set(Options.TCP_NODELAY, true)
                .set(Options.REUSE_ADDRESSES, true)
                .set(Options.BALANCING_TOKENS, 1)
                .set(Options.BALANCING_CONNECTIONS, 2)
                .set(Options.BACKLOG, 1000)
                .getMap();
    }

    private static int ioThreads() {
        return Math.max(2, Runtime.getRuntime().availableProcessors());
    }

    /** Half of what the system lets this process open stays for files, agents and the store. */
    private static int room(int wanted) {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? (int) Math.min(wanted, system.getMaxFileDescriptorCount() / 2)
                : wanted;
    }
}
