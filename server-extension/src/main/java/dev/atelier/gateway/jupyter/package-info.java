/**
 * Jupyter's REST protocol over all instances as if they were one server: kernelspecs, kernels, sessions, terminals.
 * What a client sees of a kernel is the agent's model with the kernelspec's name as the gateway gives it
 * ({@code box1.python3}; those of {@code local} keep their own). The table of kernels says only where each one is. Calls
 * {@code compute}, {@code link}, {@code store}.
 */
package dev.atelier.gateway.jupyter;
