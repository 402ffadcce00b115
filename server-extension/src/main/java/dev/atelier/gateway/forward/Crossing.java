package dev.atelier.gateway.forward;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import java.io.IOException;
import java.util.List;

/** One request on its way through, as the one who lets it pass wants it. */
public interface Crossing {

    HttpServerExchange exchange();

    /** The path with its query, as it goes into the request line. */
    String target();

    /** What is sent of the request's fields; those about the connection and the body's framing are left out after this. */
    List<Field> requestFields();

    /** @param fields the answer's, without those about the connection and the body's framing */
    void answer(List<Field> fields, HeaderMap response);

    /** Up to so many bytes of a body are about to be read. */
    void expect(int bytes);

    /** From now on, and until {@link #unwatch} or the answer's end, runs when the client has left. On the I/O thread. */
    void watch(Runnable gone);

    void unwatch();

    /** The connection was ended without a whole answer. */
    void brokenOff();

    /** It can't be passed on; the request is still to be answered. Called on the I/O thread. */
    void fail(IOException why);
}
