package dev.atelier.agent.support;

import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket of text messages. */
public final class TextSocket implements WebSocket.Listener, AutoCloseable {
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();
    private WebSocket socket;

    public void connected(WebSocket open) {
        this.socket = open;
    }

    public void send(String text) {
        socket.sendText(text, true).join();
    }

    public String next() throws InterruptedException {
        String text = received.poll(30, TimeUnit.SECONDS);
        if (text == null) {
            throw new AssertionError("nothing came");
        }
        return text;
    }

    public Optional<String> next(Duration patience) throws InterruptedException {
        return Optional.ofNullable(received.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Reads on until all of these were seen. */
    public void untilText(String... wanted) throws InterruptedException {
        StringBuilder seen = new StringBuilder();
        while (!Arrays.stream(wanted).allMatch(text -> seen.indexOf(text) >= 0)) {
            String text = received.poll(30, TimeUnit.SECONDS);
            if (text == null) {
                throw new AssertionError("only this came: " + seen);
            }
            seen.append(text);
        }
    }

    @Override
    public void close() {
        socket.abort();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            received.add(partial.toString());
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }
}
