package dev.atelier.magics.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Json;
import dev.atelier.api.ProblemException;
import dev.atelier.api.client.Gateways;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A terminal of an instance, shown here: keys go there, what it shows comes here. The WebSocket speaks as terminado does:
 * {@code ["stdin", text]} and {@code ["set_size", rows, columns]} there, {@code ["stdout", text]} and {@code ["disconnect", 1]} back.
 */
final class RemoteTerminal implements WebSocket.Listener {
    private static final System.Logger LOG = System.getLogger(RemoteTerminal.class.getName());
    /** Ctrl-], with which telnet is left. */
    private static final char LEAVE = 0x1d;

    private static final int LONGEST = 16 << 20;
    private static final int KEYS = 4096;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** How it ended. */
    enum End {
        SHELL_ENDED,
        LEFT,
        CUT_OFF
    }

    private final PrintStream out;
    private final CompletableFuture<End> end = new CompletableFuture<>();
    /** Of a message that has not come whole. */
    private final StringBuilder part = new StringBuilder();

    private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();

    private RemoteTerminal(PrintStream out) {
        this.out = out;
    }

    /** @param name the terminal's */
    static RemoteTerminal open(Gateways.Address gateway, String name, PrintStream out) throws IOException {
        RemoteTerminal terminal = new RemoteTerminal(out);
        String base = gateway.url().toString().replaceFirst("^http", "ws").replaceFirst("/$", "");
        try {
            // The client is not closed: its threads are the connection's, and end with the program.
            terminal.socket.complete(HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .connectTimeout(PATIENCE)
                    .header("Authorization", "token " + gateway.token())
                    .buildAsync(URI.create(base + "/terminals/websocket/" + name), terminal)
                    .join());
            return terminal;
        } catch (CompletionException e) {
            throw new IOException("the terminal " + name + " can't be reached", e);
        }
    }

    /**
     * Until the shell ends, somebody leaves, or the connection breaks.
     *
     * @param keys read on a thread of its own, which nobody can call back
     */
    End run(InputStream keys, Supplier<Optional<RawMode.Size>> sizes) throws InterruptedException {
        Optional<RawMode.Size> told =
                tell(Optional.empty(), sizes.get()); // before a key: what it starts asks for the size
        Thread.ofPlatform().daemon().name("keys").start(() -> pass(keys));
        while (true) {
            try {
                return end.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                told = tell(told, sizes.get());
            } catch (ExecutionException e) {
                throw new IllegalStateException("an end is no failure", e);
            }
        }
    }

    private Optional<RawMode.Size> tell(Optional<RawMode.Size> told, Optional<RawMode.Size> now) {
        if (!now.equals(told)) {
            now.ifPresent(size -> send(List.of("set_size", size.rows(), size.columns())));
        }
        return now;
    }

    private void pass(InputStream keys) {
        char[] buffer = new char[KEYS];
        try {
            Reader reader = new InputStreamReader(keys, StandardCharsets.UTF_8);
            for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
                String text = new String(buffer, 0, count);
                if (Character.isHighSurrogate(buffer[count - 1])) {
                    text += (char) reader.read();
                }
                int leave = text.indexOf(LEAVE);
                type(leave < 0 ? text : text.substring(0, leave));
                if (leave >= 0) {
                    break;
                }
            }
            end.complete(End.LEFT);
        } catch (IOException e) {
            end.complete(End.LEFT); // its window is gone
        }
    }

    private void type(String text) {
        if (!text.isEmpty()) {
            send(List.of("stdin", text));
        }
    }

    /** One message after another, as the client wants it. */
    private synchronized void send(List<?> message) {
        try {
            socket.join().sendText(Json.write(message), true).join();
        } catch (CompletionException e) {
            end.complete(End.CUT_OFF);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        part.append(data);
        if (part.length() > LONGEST) {
            end.complete(End.CUT_OFF);
        } else if (last) {
            show(part.toString());
            part.setLength(0);
        }
        from.request(1);
        return CompletableFuture.completedStage(null);
    }

    private void show(String text) {
        try {
            JsonNode message = Json.read(text, JsonNode.class);
            switch (message.path(0).asText()) {
                case "stdout" -> {
                    out.print(message.path(1).asText());
                    out.flush();
                }
                case "disconnect" -> end.complete(End.SHELL_ENDED);
                default -> LOG.log(Level.DEBUG, "a message of another kind");
            }
        } catch (ProblemException e) {
            end.complete(End.CUT_OFF);
        }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        end.complete(End.CUT_OFF); // the shell's end has been told of before
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        LOG.log(Level.DEBUG, "the connection broke", error);
        end.complete(End.CUT_OFF);
    }
}
