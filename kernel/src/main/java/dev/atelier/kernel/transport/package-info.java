/**
 * The kernel's sockets. One thread, {@code kernel-io}, owns the shell, control, stdin and iopub sockets and only moves
 * bytes; another echoes heartbeats. Everybody else hands messages over through
 * {@link dev.atelier.kernel.transport.Channels#send}. Calls {@code message} alone.
 */
package dev.atelier.kernel.transport;
