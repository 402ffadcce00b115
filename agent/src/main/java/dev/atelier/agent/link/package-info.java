/**
 * Calls from inside the instance to the gateway: a Unix domain socket on this side, a WebSocket of the gateway's on the
 * other, and the calls under way between them.
 *
 * <p>I/O threads enter with the gateway's answers, virtual threads serve the socket. Calls {@code http} and {@code config}.
 */
package dev.atelier.agent.link;
