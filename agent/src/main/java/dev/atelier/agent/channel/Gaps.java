package dev.atelier.agent.channel;

import dev.atelier.agent.journal.Item.Gap;
import dev.atelier.agent.wire.KernelMessage;
import dev.atelier.agent.wire.OwnMessages;
import dev.atelier.agent.wire.V1Frame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Says how many messages are missing where the journal's bound was too small. */
final class Gaps {
    private final OwnMessages own = new OwnMessages();

    /** A message with the number of the last one missing. */
    ByteBuffer message(Gap gap) {
        KernelMessage notice = own.stderr(
                gap.missing() + " messages of this kernel are missing here: the journal's bound was too small to keep"
                        + " them until this client came back.\n",
                OwnMessages.noParent());
        ByteBuffer wire = ByteBuffer.allocate((int) (Long.BYTES + V1Frame.length(notice)));
        wire.order(ByteOrder.LITTLE_ENDIAN).putLong(gap.number());
        V1Frame.write(notice, wire);
        return wire.flip();
    }
}
