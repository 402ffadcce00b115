package dev.atelier.gateway.relay;

import dev.atelier.gateway.websocket.FrameChannel;

/**
 * One client's connection to one kernel. Upstream every message has a number, which is acknowledged once the message has
 * been handed to the client's socket; downstream goes what the client negotiated. Frames pass while they arrive; both ends
 * live on one I/O thread.
 */
final class KernelRelay {

    /** What the client speaks. */
    enum Protocol {
        V1,
        DEFAULT,
        /** The default protocol of a client that binary messages break. */
        TEXT_ONLY
    }

    private KernelRelay() {}

    /** Joins the two; from here on they belong to each other. */
    static void join(
            FrameChannel client,
            FrameChannel agent,
            Protocol protocol,
            ClientRoom room,
            AcknowledgementRounds.Round round) {
        Acknowledgements acknowledgements = new Acknowledgements(agent, round);
        switch (protocol) {
            case V1 -> {
                client.start(new FromClient.V1(client, agent, acknowledgements));
                agent.start(new FromAgent.AsV1(agent, client, acknowledgements));
            }
            case DEFAULT, TEXT_ONLY -> {
                room.enter(client); // messages of v1 are not held
                DefaultWriter writer = new DefaultWriter(client, protocol == Protocol.TEXT_ONLY);
                client.start(new FromClient.Default(client, agent, acknowledgements, room));
                agent.start(new FromAgent.AsDefault(agent, client, acknowledgements, writer));
            }
        }
    }
}
