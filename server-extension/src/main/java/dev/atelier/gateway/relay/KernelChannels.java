package dev.atelier.gateway.relay;

import dev.atelier.api.Names;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Upgrade;
import dev.atelier.gateway.http.UpgradeHandler;
import dev.atelier.gateway.jupyter.Kernels;
import dev.atelier.gateway.jupyter.PendingStart;
import dev.atelier.gateway.link.AgentClient;
import dev.atelier.gateway.websocket.FrameChannel;
import dev.atelier.gateway.websocket.FrameHeader;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.xnio.XnioIoThread;

/** Opens the channels of a kernel for a client. */
public final class KernelChannels implements UpgradeHandler {
    static final String V1 = "v1.kernel.websocket.jupyter.org";
    private static final String NUMBERED = "v1.numbered.atelier.dev";

    private final Kernels kernels;
    private final Dialer dialer;
    private final ClientRoom room = new ClientRoom();
    private final AcknowledgementRounds rounds = new AcknowledgementRounds();

    public KernelChannels(Kernels kernels, Dialer dialer) {
        this.kernels = kernels;
        this.dialer = dialer;
    }

    @Override
    public Upgrade open(Request request, XnioIoThread thread) throws IOException, InterruptedException {
        String id = request.variable("id");
        Optional<PendingStart> pending = kernels.pending(request.who(), id);
        if (pending.isPresent()) {
            return await(pending.orElseThrow(), id, request, thread);
        }
        AgentClient agent = kernels.agentOf(request.who(), id);
        try {
            return join(agent, id, request, thread);
        } catch (ProblemException e) {
            kernels.one(id); // says so where the kernel is no more
            throw e;
        }
    }

    /** Joins a client to a kernel of this agent. */
    Upgrade join(AgentClient agent, String id, Request request, XnioIoThread thread)
            throws IOException, InterruptedException {
        FrameChannel upstream = dial(thread, agent, path(id, request), id);
        KernelRelay.Protocol protocol = protocol(request);
        return new Upgrade.Accept(
                subprotocol(protocol),
                client -> KernelRelay.join(client, upstream, protocol, room, rounds.of(thread)),
                upstream::abort);
    }

    /** The client comes in at once, and to the kernel when there is one: an instance's start outlasts clients' patience. */
    private Upgrade await(PendingStart start, String id, Request request, XnioIoThread thread) {
        KernelRelay.Protocol protocol = protocol(request);
        String path = path(id, request);
        return new Upgrade.Accept(
                subprotocol(protocol),
                client -> Latecomer.await(start, client, protocol, new Latecomer.Way() {
                    @Override
                    public FrameChannel dial(AgentClient agent) throws IOException, InterruptedException {
                        return KernelChannels.this.dial(thread, agent, path, id);
                    }

                    @Override
                    public void join(FrameChannel upstream, List<Message> held) {
                        KernelRelay.join(client, upstream, protocol, room, rounds.of(thread));
                        held.forEach(message -> upstream.message(
                                FrameHeader.BINARY, message.toV1(Long.BYTES).rewind()));
                        upstream.flush();
                    }
                }),
                () -> {});
    }

    private static String path(String id, Request request) {
        String session = request.query("session_id")
                .filter(s -> !s.isEmpty())
                .orElseGet(() -> UUID.randomUUID().toString());
        return "/api/kernels/" + id + "/channels?session_id=" + URLEncoder.encode(session, StandardCharsets.UTF_8);
    }

    private static KernelRelay.Protocol protocol(Request request) {
        if (request.headerList("Sec-WebSocket-Protocol").contains(V1)) {
            return KernelRelay.Protocol.V1;
        }
        return isGatewayClient(request) ? KernelRelay.Protocol.TEXT_ONLY : KernelRelay.Protocol.DEFAULT;
    }

    private static Optional<String> subprotocol(KernelRelay.Protocol protocol) {
        return protocol == KernelRelay.Protocol.V1 ? Optional.of(V1) : Optional.empty();
    }

    /**
     * Whether it is a Jupyter server with {@code --gateway-url}. Any binary message ends its reading of that kernel for good
     * (jupyter_server 2.21, gateway/connections.py takes all for text).
     */
    private static boolean isGatewayClient(Request request) {
        return request.header("Origin").isEmpty()
                && request.header("User-Agent")
                        .filter(agent -> agent.startsWith("Tornado/"))
                        .isPresent();
    }

    private FrameChannel dial(XnioIoThread thread, AgentClient agent, String path, String id)
            throws IOException, InterruptedException {
        try {
            return dialer.dial(thread, agent.address(), path, Optional.of(NUMBERED));
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            502,
                            "kernel-unreachable",
                            "The kernel " + Names.shown(id) + " can't be reached: " + e.getMessage()),
                    e);
        }
    }
}
