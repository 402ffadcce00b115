package dev.atelier.kernel.message;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Messages to and from ZeroMQ frames: route, delimiter, signature, four JSON objects, buffers. */
public final class Wire {
    private static final byte[] DELIMITER = "<IDS|MSG>".getBytes(StandardCharsets.US_ASCII);
    private static final int JSON_PARTS = 4;
    /** More than any client sends; what comes beyond is an attack on our memory. */
    private static final int MAX_FRAMES = 4096;

    private final Signer signer;

    public Wire(Signer signer) {
        this.signer = signer;
    }

    public List<byte[]> encode(Message message) {
        List<byte[]> parts = List.of(
                Json.bytes(message.header()),
                Json.bytes(message.parent()),
                Json.bytes(message.metadata()),
                Json.bytes(message.content()));
        List<byte[]> frames = new ArrayList<>(message.route());
        frames.add(DELIMITER);
        frames.add(signer.sign(parts));
        frames.addAll(parts);
        frames.addAll(message.buffers());
        return frames;
    }

    /** @throws MalformedMessageException when the frames are incomplete, unsigned, wrongly signed or no JSON objects */
    public Message decode(List<byte[]> frames) throws MalformedMessageException {
        if (frames.size() > MAX_FRAMES) {
            throw new MalformedMessageException("more than " + MAX_FRAMES + " frames");
        }
        int delimiter = delimiter(frames);
        int first = delimiter + 2;
        if (frames.size() < first + JSON_PARTS) {
            throw new MalformedMessageException("only " + frames.size() + " frames");
        }
        List<byte[]> parts = frames.subList(first, first + JSON_PARTS);
        if (!signer.accepts(frames.get(delimiter + 1), parts)) {
            throw new MalformedMessageException("a signature that is not made with this kernel's key");
        }
        return new Message(
                List.copyOf(frames.subList(0, delimiter)),
                object(parts.get(0)),
                object(parts.get(1)),
                object(parts.get(2)),
                object(parts.get(3)),
                List.copyOf(frames.subList(first + JSON_PARTS, frames.size())));
    }

    /** The signature among the frames that were decoded to this message; empty when nothing is signed. */
    public static String signature(Message message, List<byte[]> frames) {
        return new String(frames.get(message.route().size() + 1), StandardCharsets.US_ASCII);
    }

    private static int delimiter(List<byte[]> frames) throws MalformedMessageException {
        for (int i = 0; i < frames.size(); i++) {
            if (Arrays.equals(frames.get(i), DELIMITER)) {
                return i;
            }
        }
        throw new MalformedMessageException("no <IDS|MSG> among " + frames.size() + " frames");
    }

    private static ObjectNode object(byte[] part) throws MalformedMessageException {
        try {
            return Json.parse(part);
        } catch (IOException e) {
            throw new MalformedMessageException("a part that is no JSON object", e);
        }
    }
}
