package dev.atelier.gateway.relay;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.client.Call;
import dev.atelier.gateway.compute.Agents;
import dev.atelier.gateway.compute.Computes;
import dev.atelier.gateway.http.DirectCalls;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.identity.People;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.jupyter.KernelDeaths;
import dev.atelier.gateway.link.AgentClient;
import dev.atelier.gateway.websocket.FrameChannel;
import dev.atelier.gateway.websocket.FrameHeader;
import dev.atelier.gateway.websocket.MessageCollector;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers the calls that come from inside instances: a kernel's magic, a command in a terminal. Each running instance has
 * one link, a WebSocket that the gateway dialled; whoever calls through it is the instance's owner, with what is theirs and
 * no right over the workspace.
 */
public final class InstanceCalls {
    private static final System.Logger LOG = System.getLogger(InstanceCalls.class.getName());
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final int MOST = 64;
    private static final int MOST_DEATHS = 100;
    private static final int CHUNK = 32 << 10;
    /** A line of a call has at most 1 MiB, and what JSON makes of it as part of a message. */
    private static final long MAX_MESSAGE = 8 << 20;
    /** Chunks of answers on their way to one agent: what is written faster than it is read has to wait. */
    private static final int MOST_UNSENT = 64;

    private static final long STALL_SECONDS = 60;

    private final Agents agents;
    private final Computes computes;
    private final People people;
    private final DirectCalls calls;
    private final Dialer dialer;
    private final KernelDeaths deaths;

    public InstanceCalls(
            Agents agents, Computes computes, People people, DirectCalls calls, Dialer dialer, KernelDeaths deaths) {
        this.agents = agents;
        this.computes = computes;
        this.people = people;
        this.calls = calls;
        this.dialer = dialer;
        this.deaths = deaths;
    }

    /** What comes over a link. */
    private record Incoming(long id, Call call, boolean cancel, KernelDeaths.Told died) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Outgoing(long id, Integer status, Map<String, String> headers, String data, Boolean end) {}

    /** Keeps a link to this instance's agent for as long as that agent is the instance's. */
    public void link(String instance) {
        agents.of(instance)
                .ifPresent(agent ->
                        Thread.ofVirtual().name("link-" + instance).start(() -> open(instance, agent, FIRST_PAUSE)));
    }

    private void open(String instance, AgentClient agent, Duration pause) {
        try {
            FrameChannel channel = dialer.dial(agent.address(), "/agent/v1/link");
            Link link = new Link(instance, channel);
            channel.onThread(() -> {
                channel.onClose(() -> {
                    link.cancelAll();
                    Thread.ofVirtual().name("link-" + instance).start(() -> again(instance, agent, FIRST_PAUSE));
                });
                channel.start(link);
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.log(Level.INFO, () -> instance + ": no link: " + e.getMessage());
            again(instance, agent, pause);
        }
    }

    private void again(String instance, AgentClient agent, Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (agents.of(instance).filter(a -> a == agent).isPresent()) {
            Duration longer = pause.multipliedBy(2);
            open(instance, agent, longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE);
        }
    }

    /** The text in pieces of at most {@code most} characters; none ends within a character of two. */
    static List<String> pieces(String text, int most) {
        List<String> pieces = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int to = Math.min(text.length(), from + most);
            if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
                to--;
            }
            pieces.add(text.substring(from, to));
            from = to;
        }
        return pieces;
    }

    private final class Link extends MessageCollector {
        private final String instance;
        private final FrameChannel channel;
        private final AtomicBoolean open = new AtomicBoolean(true);
        private final Map<Long, Thread> underWay = new ConcurrentHashMap<>();
        private final AtomicInteger waitingDeaths = new AtomicInteger();
        private final Semaphore room = new Semaphore(MOST_UNSENT);
        /** What to do once the agent has taken what was sent; for the I/O thread alone. */
        private final List<Runnable> unsent = new ArrayList<>();

        Link(String instance, FrameChannel channel) {
            super(channel);
            this.instance = instance;
            this.channel = channel;
        }

        @Override
        protected void message(int type, byte[] whole) {
            Incoming incoming = incoming(new String(whole, StandardCharsets.UTF_8));
            if (incoming.died() != null) {
                heard(incoming.died());
            } else if (incoming.cancel()) {
                Optional.ofNullable(underWay.remove(incoming.id())).ifPresent(Thread::interrupt);
            } else if (!isCall(incoming.call())) {
                refuse(
                        incoming.id(),
                        Problem.of(400, "bad-call", "A call has a method and a path; one of them is missing."));
            } else if (underWay.size() < MOST) {
                Thread thread = Thread.ofVirtual()
                        .name("call-" + instance + "-" + incoming.id())
                        .unstarted(() -> answer(incoming));
                if (underWay.putIfAbsent(incoming.id(), thread) == null) {
                    thread.start();
                } else {
                    refuse(incoming.id(), Problem.of(400, "bad-call", "A call with this number is under way."));
                }
            } else {
                refuse(
                        incoming.id(),
                        Problem.of(
                                429,
                                "too-many-calls",
                                MOST + " calls of this instance are under way, which is the most.",
                                "Try again when some have ended."));
            }
        }

        /** What an agent says of more than {@value #MOST_DEATHS} at once is dropped. */
        private void heard(KernelDeaths.Told told) {
            if (waitingDeaths.incrementAndGet() > MOST_DEATHS) {
                waitingDeaths.decrementAndGet();
                return;
            }
            Thread.ofVirtual().name("death-" + instance).start(() -> {
                try {
                    deaths.heard(instance, told);
                } catch (RuntimeException e) { // the border: the store may be full
                    LOG.log(Level.WARNING, () -> instance + ": the death of a kernel cannot be noted", e);
                } finally {
                    waitingDeaths.decrementAndGet();
                }
            });
        }

        /** What one process of the instance sends amiss is answered, and does not end the link that all others use. */
        private Incoming incoming(String text) {
            try {
                return Json.read(text, Incoming.class);
            } catch (ProblemException e) {
                long id = Json.read(text, JsonNode.class).path("id").asLong();
                refuse(id, e.problem());
                return new Incoming(id, null, true, null);
            }
        }

        private static boolean isCall(Call call) {
            return call != null && call.method() != null && call.path() != null;
        }

        private void refuse(long id, Problem problem) {
            send(new Outgoing(id, problem.status(), Map.of(), Json.write(problem), null));
            send(new Outgoing(id, null, null, null, true));
        }

        @Override
        protected long limit() {
            return MAX_MESSAGE;
        }

        @Override
        public void closed(int code) {
            open.set(false);
            LOG.log(Level.DEBUG, () -> instance + ": the link has ended with " + code);
        }

        void cancelAll() {
            underWay.values().forEach(Thread::interrupt);
        }

        /** The border: whatever happens, the caller gets an end. */
        private void answer(Incoming incoming) {
            long id = incoming.id();
            Call call = incoming.call();
            try {
                write(id, calls.answer(caller(), call.method(), call.path(), call.headers(), call.body()));
            } catch (InterruptedException e) {
                LOG.log(Level.DEBUG, () -> instance + ": call " + id + " was cancelled");
            } catch (IOException e) {
                LOG.log(Level.DEBUG, () -> instance + ": call " + id + " ended: " + e.getMessage());
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, () -> instance + ": call " + id + " failed", e);
                Problem problem = Problem.of(500, "internal-error", "The gateway failed to answer; its log says why.");
                send(new Outgoing(id, 500, Map.of(), Json.write(problem), null));
            } finally {
                underWay.remove(id, Thread.currentThread());
                send(new Outgoing(id, null, null, null, true));
            }
        }

        private Principal caller() {
            String owner = computes.require(instance).owner();
            return people.named(owner)
                    .orElseThrow(() -> new ProblemException(Problem.of(
                            403, "unknown-owner", "The owner of " + instance + " is not of this workspace any more.")))
                    .through(instance);
        }

        private void write(long id, Reply reply) throws IOException, InterruptedException {
            send(new Outgoing(id, reply.status(), reply.headers(), null, null));
            switch (reply) {
                case Reply.Json json -> data(id, Json.write(json.value()));
                case Reply.Bytes bytes -> data(id, new String(bytes.bytes(), StandardCharsets.UTF_8));
                case Reply.Live live -> live.body().writeTo(new Chunks(id));
                case Reply.Streamed streamed -> {
                    try (InputStream in = streamed.body()) {
                        in.transferTo(new Chunks(id));
                    }
                }
                case Reply.File file -> throw new IOException("files are not sent over a link: " + file.file());
                case Reply.Empty empty -> LOG.log(Level.TRACE, () -> "nothing to send with " + empty.status());
            }
        }

        private void data(long id, String text) throws IOException {
            for (String piece : pieces(text, CHUNK)) {
                try {
                    if (!room.tryAcquire(STALL_SECONDS, TimeUnit.SECONDS)) {
                        throw new IOException("the agent has taken nothing for " + STALL_SECONDS + " s");
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("the call was cancelled");
                }
                if (!open.get()) {
                    room.release();
                    throw new IOException("the link is closed");
                }
                send(new Outgoing(id, null, null, piece, null), room::release);
            }
        }

        private void send(Outgoing outgoing) {
            send(outgoing, () -> {});
        }

        private void send(Outgoing outgoing, Runnable taken) {
            byte[] text = Json.write(outgoing).getBytes(StandardCharsets.UTF_8);
            channel.onThread(() -> {
                channel.message(FrameHeader.TEXT, ByteBuffer.wrap(text));
                unsent.add(taken);
                channel.flush();
                if (channel.congested()) {
                    channel.suspendReads(); // else an agent that reads nothing could have refusals without end
                    channel.whenDrained(this::taken);
                } else {
                    taken();
                }
            });
        }

        private void taken() {
            unsent.forEach(Runnable::run);
            unsent.clear();
            channel.resumeReads();
        }

        /** Bytes as they come, as text; a character that is cut in two waits for its rest. */
        private final class Chunks extends OutputStream {
            private final long id;
            private final CharsetDecoder decoder = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(java.nio.charset.CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(java.nio.charset.CodingErrorAction.REPLACE);
            private byte[] rest = new byte[0];

            Chunks(long id) {
                this.id = id;
            }

            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (!open.get()) {
                    throw new IOException("the link is closed");
                }
                var in = ByteBuffer.allocate(rest.length + length);
                in.put(rest).put(bytes, offset, length).flip();
                var out = java.nio.CharBuffer.allocate(in.remaining() + 1);
                decoder.decode(in, out, false);
                rest = new byte[in.remaining()];
                in.get(rest);
                data(id, out.flip().toString());
            }
        }
    }
}
