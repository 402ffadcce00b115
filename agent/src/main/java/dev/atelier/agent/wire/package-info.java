/**
 * Kernel messages as bytes: the v1 framing, and the little that is read of a header.
 *
 * <p>Pure; any thread may enter. What it reads comes from clients and kernels and is untrusted.
 */
package dev.atelier.agent.wire;
