package dev.atelier.gateway.forward;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes the head of a request (RFC 9112, section 3). */
final class RequestHead {
    private RequestHead() {}

    static ByteBuffer write(Crossing crossing, boolean socket) {
        HttpServerExchange exchange = crossing.exchange();
        StringBuilder head = new StringBuilder(1024)
                .append(exchange.getRequestMethod())
                .append(' ')
                .append(crossing.target())
                .append(" HTTP/1.1\r\n");
        for (Field field : ConnectionFields.without(crossing.requestFields())) {
            field(head, field.name(), field.value());
        }
        if (socket) {
            head.append("Connection: Upgrade\r\nUpgrade: websocket\r\n");
        }
        if (isChunked(exchange)) {
            head.append("Transfer-Encoding: chunked\r\n");
        } else {
            String length = exchange.getRequestHeaders().getFirst(Headers.CONTENT_LENGTH);
            if (length != null) {
                field(head, "Content-Length", length);
            }
        }
        return ByteBuffer.wrap(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    static boolean isChunked(HttpServerExchange exchange) {
        return exchange.getRequestHeaders().contains(Headers.TRANSFER_ENCODING);
    }

    /** A value cannot end its line, whatever is in it. */
    private static void field(StringBuilder head, String name, String value) {
        head.append(name).append(": ");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            head.append(c < ' ' && c != '\t' ? ' ' : c);
        }
        head.append("\r\n");
    }
}
