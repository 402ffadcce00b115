package dev.atelier.agent.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.agent.http.Closing;
import dev.atelier.agent.http.InFlight;
import dev.atelier.api.Json;
import dev.atelier.api.ProblemException;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.CloseMessage;
import io.undertow.websockets.core.WebSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One client of a terminal, in terminado's protocol: JSON arrays that begin with what they are. */
final class TerminalConnection extends AbstractReceiveListener implements Terminal.Screen {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long LARGEST_MESSAGE = 1 << 20;
    private static final int LARGEST_SIZE = 1000;

    private final Terminal terminal;
    private final WebSocketChannel socket;
    private final InFlight inFlight;

    TerminalConnection(Terminal terminal, WebSocketChannel socket) {
        this.terminal = terminal;
        this.socket = socket;
        this.inFlight = new InFlight(socket);
    }

    /** Begins to show and to listen; returns at once. */
    void open() {
        socket.addCloseTask(gone -> terminal.detach(this));
        socket.getReceiveSetter().set(this);
        Thread.ofVirtual().name("terminal-attach").start(() -> {
            try {
                send(List.of("setup", Map.of()));
                terminal.attach(this);
                if (!socket.isOpen()) {
                    terminal.detach(this);
                }
                socket.resumeReceives();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public void show(String text) throws InterruptedException {
        send(List.of("stdout", text));
    }

    @Override
    public void ended() {
        try {
            send(List.of("disconnect", 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Closing.close(socket, CloseMessage.NORMAL_CLOSURE, "the shell has ended");
    }

    private void send(List<?> message) throws InterruptedException {
        if (!inFlight.text(Json.write(message), PATIENCE)) {
            terminal.detach(this);
            Closing.close(socket, CloseMessage.UNEXPECTED_ERROR, "the client does not keep up");
        }
    }

    @Override
    protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
        try {
            act(Json.read(message.getData(), JsonNode.class));
        } catch (ProblemException e) {
            Closing.close(socket, CloseMessage.MSG_CONTAINS_INVALID_DATA, "not a JSON array");
        }
    }

    private void act(JsonNode message) {
        switch (message.path(0).asText()) {
            case "stdin" -> {
                if (!terminal.type(message.path(1).asText())) {
                    Closing.close(socket, CloseMessage.UNEXPECTED_ERROR, "the shell does not read");
                }
            }
            case "set_size" -> {
                int rows = message.path(1).asInt();
                int columns = message.path(2).asInt();
                if (rows > 0 && rows <= LARGEST_SIZE && columns > 0 && columns <= LARGEST_SIZE) {
                    terminal.resize(rows, columns);
                }
            }
            default -> {} // as terminado does
        }
    }

    @Override
    protected long getMaxTextBufferSize() {
        return LARGEST_MESSAGE;
    }

    @Override
    protected long getMaxBinaryBufferSize() {
        return LARGEST_MESSAGE;
    }
}
