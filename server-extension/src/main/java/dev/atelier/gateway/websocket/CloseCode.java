package dev.atelier.gateway.websocket;

/** Codes of close frames (RFC 6455, section 7.4, and its registry). Jupyter's clients come back after all but 1000 and 1001. */
public final class CloseCode {
    public static final int NORMAL = 1000;
    public static final int PROTOCOL_ERROR = 1002;
    /** Never sent: a close frame without a code. */
    public static final int NONE = 1005;
    /** Never sent: the connection broke. */
    public static final int BROKEN = 1006;

    public static final int BAD_DATA = 1007;
    public static final int POLICY_VIOLATION = 1008;
    public static final int TOO_BIG = 1009;
    public static final int SERVICE_RESTART = 1012;

    private CloseCode() {}
}
