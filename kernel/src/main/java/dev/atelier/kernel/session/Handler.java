package dev.atelier.kernel.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.kernel.message.Message;

/** Answers one type of request. */
@FunctionalInterface
interface Handler {
    /**
     * @return the reply's content
     * @throws Exception told to the client as the reply's error
     */
    ObjectNode handle(Message request) throws Exception;

    /** On the I/O thread, in the moment before the reply to {@code request} leaves. */
    default void leaving(Message request) {}

    /** What is to be done once the reply and the idle status are on their way. */
    default void answered() {}
}
