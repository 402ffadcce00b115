package dev.atelier.gateway.forward;

import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/** One request and its answer, on the client's I/O thread. */
final class Passage {
    private static final System.Logger LOG = System.getLogger(Passage.class.getName());

    private final Crossing crossing;
    private final HttpServerExchange exchange;
    private final Destination destination;
    private final Forwarder forwarder;
    private final boolean socket;
    private final HeadReader reader = new HeadReader();

    private Lane lane;
    private Optional<Flow> upload = Optional.empty();
    private Optional<StreamSourceChannel> body = Optional.empty();
    /** Nothing more of the request is to be sent. */
    private boolean uploaded;
    /** A byte of an answer has come, so that the request was heard. */
    private boolean heard;

    private boolean answered;
    private boolean over;

    Passage(Crossing crossing, Destination destination, boolean socket, Forwarder forwarder) {
        this.crossing = crossing;
        this.exchange = crossing.exchange();
        this.destination = destination;
        this.socket = socket;
        this.forwarder = forwarder;
    }

    void begin() {
        guarded(this::go);
    }

    private void go() {
        exchange.addExchangeCompleteListener((done, next) -> {
            clientLeft();
            next.proceed();
        });
        Optional<Lane> waiting = socket ? Optional.empty() : Lane.take(exchange.getConnection(), destination);
        waiting.ifPresentOrElse(this::go, this::dial);
    }

    private void dial() {
        destination.dial(
                exchange.getIoThread(),
                socket,
                opened -> guarded(() -> {
                    if (over) {
                        IoUtils.safeClose(opened);
                    } else {
                        go(new Lane(destination, opened));
                    }
                }),
                failure -> guarded(() -> fail(failure)));
    }

    private void go(Lane taken) {
        lane = taken;
        StreamConnection upstream = lane.connection();
        ConduitStreamSourceChannel source = upstream.getSourceChannel();
        source.setReadListener(s -> guarded(this::readHead));
        source.resumeReads();
        send(RequestHead.write(crossing, socket));
    }

    private void send(ByteBuffer head) {
        ConduitStreamSinkChannel sink = lane.connection().getSinkChannel();
        try {
            while (head.hasRemaining()) {
                if (sink.write(head) == 0) {
                    sink.setWriteListener(s -> guarded(() -> send(head)));
                    sink.resumeWrites();
                    return;
                }
            }
            sink.suspendWrites();
            sink.flush();
        } catch (IOException e) {
            return; // perhaps it has answered before it closed
        }
        sendBody();
    }

    private void sendBody() {
        if (exchange.isRequestComplete()) {
            uploaded();
        } else if (HttpContinue.requiresContinueResponse(exchange)) {
            HttpContinue.sendContinueResponse(exchange, new IoCallback() {
                @Override
                public void onComplete(HttpServerExchange done, Sender sender) {
                    exchange.getIoThread().execute(() -> guarded(Passage.this::upload));
                }

                @Override
                public void onException(HttpServerExchange done, Sender sender, IOException e) {
                    exchange.getIoThread().execute(Passage.this::breakOff);
                }
            });
        } else {
            upload();
        }
    }

    private void upload() {
        if (over || answered) {
            return;
        }
        StreamSourceChannel whole = exchange.getRequestChannel();
        body = Optional.of(whole);
        Flow flow = new Flow(
                whole,
                lane.connection().getSinkChannel(),
                forwarder.buffers(),
                RequestHead.isChunked(exchange) ? new ChunksOut() : Shaper.asItComes(),
                false,
                crossing::expect,
                Optional.empty(),
                new Flow.End() {
                    @Override
                    public void done() {
                        flushUpload();
                    }

                    @Override
                    public void sourceFailed(IOException e) {
                        breakOff();
                    }

                    @Override
                    public void sinkFailed(IOException e) {
                        LOG.log(Level.DEBUG, "the rest of a body is not wanted", e);
                    }
                });
        upload = Optional.of(flow);
        flow.start(ByteBuffer.allocate(0));
    }

    private void flushUpload() {
        ConduitStreamSinkChannel sink = lane.connection().getSinkChannel();
        uploaded();
        try {
            if (!sink.flush()) {
                sink.setWriteListener(ChannelListeners.flushingChannelListener(
                        s -> sink.suspendWrites(), (s, e) -> LOG.log(Level.DEBUG, "a body's end is not wanted", e)));
                sink.resumeWrites();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a body's end is not wanted", e);
        }
    }

    /** A client that leaves now is noticed: what it waits for may never come. */
    private void uploaded() {
        uploaded = true;
        if (exchange.isRequestComplete()) {
            crossing.watch(() -> guarded(this::breakOff));
        }
    }

    private void readHead() {
        ConduitStreamSourceChannel source = lane.connection().getSourceChannel();
        ByteBuffer buffer = forwarder.buffers().of(source.getIoThread());
        try {
            int count = source.read(buffer);
            if (count < 0) {
                lost(new EOFException("it closed the connection without an answer"));
                return;
            }
            heard |= count > 0;
            Optional<ResponseHead> head = reader.read(buffer.flip());
            while (head.isPresent() && head.orElseThrow().isInterim()) {
                head = reader.read(buffer);
            }
            if (head.isPresent()) {
                answer(head.orElseThrow(), buffer);
            }
        } catch (IOException e) {
            lost(e);
        }
    }

    /** A connection that was used before may have been closed in the moment that it was used again; nothing has been done then. */
    private void lost(IOException e) {
        boolean again = lane.isWorn() && !heard && exchange.isRequestComplete() && upload.isEmpty() && isSafe();
        lane.close();
        if (again) {
            dial();
        } else {
            fail(e);
        }
    }

    private boolean isSafe() {
        return exchange.getRequestMethod().equals(Methods.GET)
                || exchange.getRequestMethod().equals(Methods.HEAD);
    }

    private void answer(ResponseHead head, ByteBuffer more) throws IOException {
        answered = true;
        lane.connection().getSourceChannel().suspendReads();
        if (head.status() == ResponseHead.SWITCHING) {
            if (!socket) {
                throw new IOException("it switches to a protocol that nobody asked for");
            }
            upgrade(head, more);
            return;
        }
        ResponseBody body = ResponseBody.of(head, exchange.getRequestMethod().equals(Methods.HEAD));
        exchange.setStatusCode(head.status());
        crossing.answer(ConnectionFields.without(head.fields()), exchange.getResponseHeaders());
        if (exchange.getRequestMethod().equals(Methods.HEAD)) {
            head.values("Content-Length")
                    .findFirst()
                    .ifPresent(length -> exchange.getResponseHeaders().put(Headers.CONTENT_LENGTH, length));
        } else {
            body.length().ifPresent(exchange::setResponseContentLength);
        }
        if (!uploaded) {
            exchange.setPersistent(false); // what is left of the body would be taken for a request
        }
        download(head, body, more);
    }

    private void download(ResponseHead head, ResponseBody body, ByteBuffer more) {
        boolean keep = head.keepsAlive() && !socket;
        StreamSinkChannel sink = exchange.getResponseChannel();
        Patience patience = forwarder.withClient(exchange, () -> guarded(this::breakOff));
        new Flow(
                        lane.connection().getSourceChannel(),
                        sink,
                        forwarder.buffers(),
                        body,
                        true,
                        bytes -> {},
                        Optional.of(patience),
                        new Flow.End() {
                            @Override
                            public void done() {
                                delivered(sink, patience, keep && body.endsClean());
                            }

                            @Override
                            public void sourceFailed(IOException e) {
                                LOG.log(Level.DEBUG, "an answer broke off", e);
                                breakOff();
                            }

                            @Override
                            public void sinkFailed(IOException e) {
                                breakOff();
                            }
                        })
                .start(more);
    }

    private void delivered(StreamSinkChannel sink, Patience patience, boolean keep) {
        over = true;
        if (keep && uploaded) {
            lane.park(exchange.getConnection());
        } else {
            lane.close();
        }
        try {
            sink.shutdownWrites();
            sink.getWriteSetter().set(s -> flushEnd(sink, patience));
        } catch (IOException e) {
            IoUtils.safeClose(exchange.getConnection());
            return;
        }
        flushEnd(sink, patience);
    }

    private void flushEnd(StreamSinkChannel sink, Patience patience) {
        patience.moved();
        try {
            if (sink.flush()) {
                patience.stop();
                sink.suspendWrites();
                guarded(this::end);
            } else {
                patience.waits(() -> false);
                sink.resumeWrites();
            }
        } catch (IOException e) {
            patience.stop();
            IoUtils.safeClose(exchange.getConnection());
        }
    }

    private void end() {
        drain(() -> {
            if (exchange.isRequestComplete()) {
                exchange.endExchange();
            } else {
                IoUtils.safeClose(exchange.getConnection());
            }
        });
    }

    /** Lets the client get to read its answer before the connection ends, though it still sends. */
    private void drain(Runnable then) {
        upload.ifPresent(Flow::stop);
        if (exchange.isRequestComplete() || body.isEmpty()) {
            then.run();
        } else {
            Drain.start(body.orElseThrow(), forwarder.buffers(), crossing::expect, () -> guarded(then));
        }
    }

    private void upgrade(ResponseHead head, ByteBuffer more) {
        over = true;
        crossing.unwatch();
        ByteBuffer first = ByteBuffer.allocate(more.remaining()).put(more).flip();
        crossing.answer(ConnectionFields.without(head.fields()), exchange.getResponseHeaders());
        StreamConnection upstream = lane.connection();
        exchange.getResponseHeaders().put(Headers.UPGRADE, "websocket");
        exchange.getConnection().addCloseListener(gone -> IoUtils.safeClose(upstream));
        exchange.upgradeChannel((client, upgraded) -> forwarder.join(client, upstream, first));
        exchange.endExchange();
    }

    /** The client gets an answer that says why. */
    private void fail(IOException e) {
        if (over) {
            return;
        }
        over = true;
        if (lane != null) {
            lane.close();
        }
        if (exchange.isResponseStarted()) {
            breakOff();
        } else {
            crossing.unwatch();
            drain(() -> crossing.fail(e));
        }
    }

    /** Nothing can be answered any more. */
    private void breakOff() {
        over = true;
        if (lane != null) {
            lane.close();
        }
        crossing.brokenOff();
        IoUtils.safeClose(exchange.getConnection());
    }

    private void clientLeft() {
        if (!over) {
            over = true;
            if (lane != null) {
                lane.close();
            }
        }
    }

    /** The named border: a fault of ours ends this connection and no thread. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a request could not be passed on", e);
            breakOff();
        }
    }
}
