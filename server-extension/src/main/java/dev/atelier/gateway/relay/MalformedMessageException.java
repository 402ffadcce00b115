package dev.atelier.gateway.relay;

/** Bytes that are no message of the protocol they came in. */
final class MalformedMessageException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedMessageException(String what) {
        super(what);
    }

    MalformedMessageException(String what, Throwable cause) {
        super(what, cause);
    }
}
