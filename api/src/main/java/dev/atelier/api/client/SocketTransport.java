package dev.atelier.api.client;

import dev.atelier.api.Json;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Calls from inside an instance, through its agent's Unix domain socket: no token, the gateway knows whose instance it is.
 * A line of JSON goes in, lines come out; ARCHITECTURE.md, "The link", has the form.
 */
public final class SocketTransport implements Transport {
    private static final int MAX_ANSWER = 16 << 20;

    private final Path socket;

    public SocketTransport(Path socket) {
        this.socket = socket;
    }

    /** One line of the answer. */
    private record Line(Integer status, Optional<String> data, boolean end) {}

    @Override
    public Response send(Call call) throws IOException {
        StringBuilder body = new StringBuilder();
        int status = exchange(call, data -> {
            body.append(data);
            return body.length() < MAX_ANSWER;
        });
        return new Response(status, body.toString());
    }

    @Override
    public Response follow(Call call, Predicate<String> more) throws IOException {
        Lines lines = new Lines(more);
        int status = exchange(call, lines::add);
        return status == 200 ? new Response(200, "") : new Response(status, lines.all.toString());
    }

    /** Cuts what arrives in pieces into lines, and keeps the beginning for the case that it is an error. */
    private static final class Lines {
        private final Predicate<String> more;
        private final StringBuilder pending = new StringBuilder();
        private final StringBuilder all = new StringBuilder();

        Lines(Predicate<String> more) {
            this.more = more;
        }

        boolean add(String data) {
            if (all.length() < 65536) {
                all.append(data);
            }
            pending.append(data);
            for (int end = pending.indexOf("\n"); end >= 0; end = pending.indexOf("\n")) {
                String line = pending.substring(0, end);
                pending.delete(0, end + 1);
                if (!more.test(line)) {
                    return false;
                }
            }
            return true;
        }
    }

    private int exchange(Call call, Predicate<String> data) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            ByteBuffer line = ByteBuffer.wrap((Json.write(call) + "\n").getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) {
                channel.write(line);
            }
            BufferedReader in =
                    new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8.newDecoder(), 8192));
            return answer(in, data);
        }
    }

    private static int answer(BufferedReader in, Predicate<String> data) throws IOException {
        int status = 0;
        for (String text = in.readLine(); text != null; text = in.readLine()) {
            Line line = Json.read(text, Line.class);
            if (line.status() != null) {
                status = line.status();
            }
            boolean goOn = line.data() == null
                    || line.data().isEmpty()
                    || data.test(line.data().orElseThrow());
            if (line.end() || !goOn) {
                return status;
            }
        }
        throw new EOFException("the agent closed its socket in the middle of an answer");
    }

    @Override
    public String target() {
        return "the gateway, through " + socket;
    }
}
