package dev.atelier.agent.kernel;

/** A connection of a session to a kernel, as the kernel sees it. */
public interface Attachment {
    /** Why the kernel wants it closed. */
    enum Reason {
        /** The same session came again. */
        REPLACED,
        /** The kernel was ended. */
        KERNEL_GONE,
        /** The agent is about to end. */
        AGENT_LEAVES
    }

    /** Grows with each connection, in the order in which clients asked for them. */
    long arrival();

    void close(Reason reason);
}
