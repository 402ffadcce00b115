package dev.atelier.gateway.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;

/** An answer. Header names are given as they are sent. */
public sealed interface Reply {

    int status();

    Map<String, String> headers();

    /** Written with {@link dev.atelier.api.Json}. */
    record Json(int status, Object value, Map<String, String> headers) implements Reply {}

    record Bytes(int status, String contentType, byte[] bytes, Map<String, String> headers) implements Reply {}

    /** A file, sent from the disk; {@code Range} is honoured. */
    record File(String contentType, Path file, Map<String, String> headers) implements Reply {
        @Override
        public int status() {
            return 200;
        }
    }

    /** A body of known length read from a stream, closed after it. */
    record Streamed(int status, String contentType, InputStream body, Map<String, String> headers) implements Reply {}

    /** A body that is written while it comes into being; each write is flushed to the client. Ends when the writer returns. */
    record Live(int status, String contentType, LiveBody body, Map<String, String> headers) implements Reply {}

    record Empty(int status, Map<String, String> headers) implements Reply {}

    /** Writes a live body on the request's virtual thread; an {@link IOException} from the stream means that the client left. */
    @FunctionalInterface
    interface LiveBody {
        void writeTo(OutputStream out) throws IOException, InterruptedException;
    }

    static Reply json(Object value) {
        return new Json(200, value, Map.of());
    }

    static Reply json(int status, Object value) {
        return new Json(status, value, Map.of());
    }

    static Reply created(String location, Object value) {
        return new Json(201, value, Map.of("Location", location));
    }

    static Reply noContent() {
        return new Empty(204, Map.of());
    }

    static Reply redirect(String location) {
        return new Empty(302, Map.of("Location", location));
    }

    static Reply html(String html) {
        return new Bytes(
                200, "text/html; charset=utf-8", html.getBytes(java.nio.charset.StandardCharsets.UTF_8), Map.of());
    }
}
