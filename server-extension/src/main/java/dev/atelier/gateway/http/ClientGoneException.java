package dev.atelier.gateway.http;

import java.io.IOException;

/** The client left, or stood still for longer than it may. Nobody is there to be told. */
final class ClientGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    ClientGoneException(String message) {
        super(message);
    }

    ClientGoneException(IOException cause) {
        super("the client left", cause);
    }
}
