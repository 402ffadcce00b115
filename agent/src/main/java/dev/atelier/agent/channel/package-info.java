/**
 * Kernels as the gateway reaches them: Jupyter's REST routes, and WebSockets whose messages are numbered and acknowledged
 * (see "Kernel channels, numbered" in ARCHITECTURE.md).
 *
 * <p>I/O threads enter with clients' messages, virtual threads send. Calls {@code kernel}, {@code journal}, {@code http}.
 */
package dev.atelier.agent.channel;
