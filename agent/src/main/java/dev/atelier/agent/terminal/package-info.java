/**
 * Shells in pseudo-terminals, their recent output, and the clients that show them.
 *
 * <p>Owns two platform threads a terminal. I/O threads enter with what is typed, virtual threads attach. The native part of
 * pty4j is loaded with the first terminal. Calls {@code process} and {@code http}.
 */
package dev.atelier.agent.terminal;
