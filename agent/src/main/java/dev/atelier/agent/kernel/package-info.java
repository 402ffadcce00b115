/**
 * Kernels: their kernelspecs, processes, ZeroMQ connections, states; how they die, are restarted and found again.
 *
 * <p>Owns the folder {@code kernels} of the state. Virtual threads enter with what blocks (start, restart, end); each kernel
 * process has one platform thread, which alone touches its sockets and appends its outputs to the journal. Calls
 * {@code journal}, {@code wire}, {@code process} and {@code config}.
 */
package dev.atelier.agent.kernel;
