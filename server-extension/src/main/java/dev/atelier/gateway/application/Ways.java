package dev.atelier.gateway.application;

import dev.atelier.gateway.compute.Computes;
import dev.atelier.gateway.compute.InstanceRecord;
import dev.atelier.gateway.forward.Destination;
import dev.atelier.gateway.forward.Field;
import dev.atelier.gateway.forward.Upgrading;
import dev.atelier.gateway.link.AgentAddress;
import dev.atelier.gateway.provider.SharesLoopback;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.xnio.IoFuture;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;

/** How one gets to a port of an instance. */
final class Ways {
    /** What the agent calls a connection of bare bytes. */
    private static final String PROTOCOL = "bytes";

    private static final long SECONDS = 10;
    private static final OptionMap OPTIONS = OptionMap.create(Options.TCP_NODELAY, true);

    private final Computes computes;

    Ways(Computes computes) {
        this.computes = computes;
    }

    /** @throws dev.atelier.api.ProblemException when the instance does not run */
    Destination to(InstanceRecord instance, int port) throws InterruptedException {
        AgentAddress agent = computes.agent(instance.name()).address();
        InetSocketAddress address =
                new InetSocketAddress(agent.base().getHost(), agent.base().getPort());
        Destination through = new ThroughAgent(agent, address, port);
        return computes.providerOf(instance) instanceof SharesLoopback ? new Straight(port, through) : through;
    }

    /** Through the agent, which is beside it and acknowledges at once what trickles in: some applications wait for that. */
    private record ThroughAgent(AgentAddress agent, InetSocketAddress address, int port) implements Destination {
        @Override
        public void dial(
                XnioIoThread thread, boolean socket, Consumer<StreamConnection> opened, Consumer<IOException> failed) {
            connect(
                    thread,
                    address,
                    connection -> Upgrading.ask(
                            connection,
                            "/agent/v1/ports/" + port,
                            PROTOCOL,
                            List.of(
                                    new Field("Host", agent.base().getAuthority()),
                                    new Field("Authorization", "Bearer " + agent.secret())),
                            opened,
                            failed),
                    failed);
        }
    }

    /** What listens on this computer's loopback is reached there; but for WebSockets, where acknowledging at once counts. */
    private record Straight(int port, Destination through) implements Destination {
        @Override
        public void dial(
                XnioIoThread thread, boolean socket, Consumer<StreamConnection> opened, Consumer<IOException> failed) {
            if (socket) {
                through.dial(thread, true, opened, failed);
                return;
            }
            connect(
                    thread,
                    new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port),
                    opened,
                    e -> connect(thread, new InetSocketAddress(InetAddress.ofLiteral("::1"), port), opened, failed));
        }
    }

    private static void connect(
            XnioIoThread thread,
            InetSocketAddress address,
            Consumer<StreamConnection> opened,
            Consumer<IOException> failed) {
        try {
            IoFuture<StreamConnection> dialling = thread.openStreamConnection(address, opened::accept, OPTIONS);
            XnioExecutor.Key patience = thread.executeAfter(dialling::cancel, SECONDS, TimeUnit.SECONDS);
            dialling.addNotifier(
                    new IoFuture.HandlingNotifier<StreamConnection, Void>() {
                        @Override
                        public void handleFailed(IOException e, Void nothing) {
                            patience.remove();
                            failed.accept(e);
                        }

                        @Override
                        public void handleCancelled(Void nothing) {
                            failed.accept(new IOException("nothing answers within " + SECONDS + " s"));
                        }

                        @Override
                        public void handleDone(StreamConnection done, Void nothing) {
                            patience.remove();
                        }
                    },
                    null);
        } catch (UnresolvedAddressException e) {
            failed.accept(new IOException("its host is not known", e));
        } catch (UnsupportedAddressTypeException e) { // a computer without IPv6
            failed.accept(new ConnectException("nothing listens there"));
        }
    }
}
