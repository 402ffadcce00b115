package dev.atelier.gateway.http;

/** Learns what passes the gate. Called on any thread; must neither wait nor throw. */
public interface Observer {

    /** A request is over; of a WebSocket, its handshake. */
    void answered(Answered request);

    /**
     * A connection was closed before it had sent a request.
     *
     * @param reason one of a few words with dashes
     */
    void turnedAway(String reason);

    static Observer none() {
        return new Observer() {
            @Override
            public void answered(Answered request) {}

            @Override
            public void turnedAway(String reason) {}
        };
    }

    static Observer both(Observer first, Observer second) {
        return new Observer() {
            @Override
            public void answered(Answered request) {
                first.answered(request);
                second.answered(request);
            }

            @Override
            public void turnedAway(String reason) {
                first.turnedAway(reason);
                second.turnedAway(reason);
            }
        };
    }
}
