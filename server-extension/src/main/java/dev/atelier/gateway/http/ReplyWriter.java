package dev.atelier.gateway.http;

import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Puts an answer on the wire, on the request's virtual thread. */
final class ReplyWriter {
    private final HttpServerExchange exchange;
    private final Duration stall;

    ReplyWriter(HttpServerExchange exchange, Duration stall) {
        this.exchange = exchange;
        this.stall = stall;
    }

    void write(Reply reply) throws IOException, InterruptedException {
        switch (reply) {
            case Reply.Json json ->
                bytes(
                        json.status(),
                        "application/json",
                        Json.write(json.value()).getBytes(StandardCharsets.UTF_8),
                        json.headers());
            case Reply.Bytes bytes -> bytes(bytes.status(), bytes.contentType(), bytes.bytes(), bytes.headers());
            case Reply.File file -> file(file);
            case Reply.Streamed streamed -> streamed(streamed);
            case Reply.Live live -> live(live);
            case Reply.Empty empty -> {
                head(empty.status(), empty.headers());
                if (empty.status() != 204 && empty.status() != 304) {
                    exchange.setResponseContentLength(0);
                }
                output().close();
            }
        }
    }

    private ResponseOutput output() {
        return new ResponseOutput(exchange, stall);
    }

    private boolean headOnly() {
        return exchange.getRequestMethod().equalToString("HEAD");
    }

    private void head(int status, Map<String, String> headers) {
        exchange.setStatusCode(status);
        headers.forEach(
                (name, value) -> exchange.getResponseHeaders().put(HttpString.tryFromString(name), line(value)));
    }

    private void head(int status, String contentType, Map<String, String> headers) {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, line(contentType));
        head(status, headers);
    }

    /** No value may begin a line of its own, nor hold a letter of which the server would send one byte, another letter. */
    private static String line(String value) {
        return value.replaceAll("[^\\x20-\\x7e]", " ");
    }

    private void bytes(int status, String contentType, byte[] bytes, Map<String, String> headers) throws IOException {
        head(status, contentType, headers);
        exchange.setResponseContentLength(bytes.length);
        try (ResponseOutput out = output()) {
            if (!headOnly()) {
                out.write(bytes);
            }
        }
    }

    private void streamed(Reply.Streamed reply) throws IOException {
        try (InputStream body = reply.body()) {
            head(reply.status(), reply.contentType(), reply.headers());
            try (ResponseOutput out = output()) {
                if (!headOnly()) {
                    body.transferTo(out);
                }
            }
        }
    }

    private void live(Reply.Live reply) throws IOException, InterruptedException {
        head(reply.status(), reply.contentType(), reply.headers());
        try (ResponseOutput out = output()) {
            if (!headOnly()) {
                out.flush();
                reply.body().writeTo(new FlushingOutput(out));
            }
        }
    }

    private void file(Reply.File reply) throws IOException {
        try (FileChannel file = FileChannel.open(reply.file(), StandardOpenOption.READ)) {
            BasicFileAttributes attributes = Files.readAttributes(reply.file(), BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw new NoSuchFileException(reply.file().toString());
            }
            long size = file.size();
            String tag = "\"" + Long.toHexString(attributes.lastModifiedTime().toMillis()) + "-"
                    + Long.toHexString(size) + "\"";
            exchange.getResponseHeaders().put(Headers.ETAG, tag);
            exchange.getResponseHeaders().put(Headers.ACCEPT_RANGES, "bytes");
            if (request(Headers.IF_NONE_MATCH).equals(Optional.of(tag))) {
                write304(reply);
            } else {
                part(reply, file, size, range(tag, size));
            }
        } catch (NoSuchFileException e) {
            throw Problem.of(404, "no-such-file", "There is no such file.").asException();
        }
    }

    private void write304(Reply.File reply) throws IOException {
        head(304, reply.headers());
        output().close();
    }

    private ByteRange range(String tag, long size) {
        boolean current = request(Headers.IF_RANGE).map(tag::equals).orElse(true);
        return current ? ByteRange.of(request(Headers.RANGE), size) : new ByteRange.Whole();
    }

    private void part(Reply.File reply, FileChannel file, long size, ByteRange range) throws IOException {
        HeaderMap headers = exchange.getResponseHeaders();
        switch (range) {
            case ByteRange.Whole whole -> send(reply, 200, file, 0, size);
            case ByteRange.Part part -> {
                headers.put(Headers.CONTENT_RANGE, "bytes " + part.first() + "-" + part.last() + "/" + size);
                send(reply, 206, file, part.first(), part.length());
            }
            case ByteRange.Unsatisfiable none -> {
                headers.put(Headers.CONTENT_RANGE, "bytes */" + size);
                bytes(416, "text/plain", new byte[0], Map.of());
            }
        }
    }

    private void send(Reply.File reply, int status, FileChannel file, long first, long length) throws IOException {
        head(status, reply.contentType(), reply.headers());
        exchange.setResponseContentLength(length);
        try (ResponseOutput out = output()) {
            if (!headOnly()) {
                out.transfer(file, first, length);
            }
        }
    }

    private Optional<String> request(HttpString name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }
}
