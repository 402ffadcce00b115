package dev.atelier.gateway.websocket;

/** The peer has sent what RFC 6455 forbids; the connection is over. */
final class ViolationException extends Exception {
    private static final long serialVersionUID = 1;

    ViolationException(String message) {
        super(message);
    }
}
