package dev.atelier.gateway.http;

import dev.atelier.api.Problem;
import java.io.IOException;
import java.util.Optional;

/**
 * Other origins that come in by the same sockets. Their requests share the gate's bounds and framing, but none of its routes,
 * cookies and pages: whoever answers here says by itself who may do what.
 */
public interface SideDoor {

    /**
     * Whether requests to this host are answered here. Never waits.
     *
     * @param name in lower case, without port
     * @param port that the connection reached
     */
    boolean isFor(String name, int port);

    /**
     * On the I/O thread, where nothing may wait: whether the request is on its way already, since all that must be known about it
     * is.
     */
    boolean passesAtOnce(SideRequest request);

    /**
     * On a virtual thread.
     *
     * @return the answer; none where the request is on its way, on its I/O thread
     */
    Optional<Reply> pass(SideRequest request) throws IOException, InterruptedException;

    /** The answer where something went wrong, as whoever asked can read it. */
    Reply failed(SideRequest request, Problem problem);

    /** No other origin. */
    static SideDoor closed() {
        return new SideDoor() {
            @Override
            public boolean isFor(String name, int port) {
                return false;
            }

            @Override
            public boolean passesAtOnce(SideRequest request) {
                return false;
            }

            @Override
            public Optional<Reply> pass(SideRequest request) {
                throw new IllegalStateException("nobody is let in here");
            }

            @Override
            public Reply failed(SideRequest request, Problem problem) {
                throw new IllegalStateException("nobody is let in here");
            }
        };
    }
}
