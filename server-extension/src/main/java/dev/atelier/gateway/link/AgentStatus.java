package dev.atelier.gateway.link;

/** How an agent is, as it says itself. */
public record AgentStatus(String instance, String version, long pid, int kernels, int terminals, int jobs) {}
