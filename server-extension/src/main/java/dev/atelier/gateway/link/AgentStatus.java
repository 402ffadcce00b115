package dev.atelier.gateway.link;

/**
 * How an agent is, as it says itself.
 *
 * @param warm whether a process that was started ahead waits for a kernel
 */
public record AgentStatus(
        String instance, String version, long pid, int kernels, int terminals, int jobs, boolean warm) {}
