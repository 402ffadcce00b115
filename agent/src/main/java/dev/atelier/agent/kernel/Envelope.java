package dev.atelier.agent.kernel;

import dev.atelier.agent.wire.KernelMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import zmq.Msg;

/** The frames of a message on ZeroMQ ("The wire protocol" of jupyter_client): delimiter, signature, the parts. */
final class Envelope {
    static final ByteBuffer DELIMITER =
            ByteBuffer.wrap("<IDS|MSG>".getBytes(StandardCharsets.US_ASCII)).asReadOnlyBuffer();

    private Envelope() {}

    static List<Msg> frames(KernelMessage message, Signer signer) {
        List<Msg> frames = new ArrayList<>();
        frames.add(new Msg(DELIMITER.duplicate()));
        frames.add(new Msg(signer.sign(message.parts().subList(0, KernelMessage.JSON_PARTS))));
        message.parts().forEach(part -> frames.add(new Msg(part.slice())));
        return frames;
    }
}
