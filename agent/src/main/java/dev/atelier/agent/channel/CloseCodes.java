package dev.atelier.agent.channel;

/** The WebSocket close codes of kernel channels, besides those of RFC 6455. */
final class CloseCodes {
    /** RFC 6455's registry, "service restart": come again. */
    static final int AGENT_LEAVES = 1012;
    /** The same session has connected anew: do not come again. */
    static final int REPLACED = 4001;
    /** There is no such kernel any more. */
    static final int KERNEL_GONE = 4004;

    private CloseCodes() {}
}
