/**
 * What an instance uses: processors, memory, disk, GPUs. Asked for now and then by the gateway.
 *
 * <p>Measuring GPUs starts a process and waits for it: virtual threads enter. Calls {@code process} and {@code http}.
 */
package dev.atelier.agent.telemetry;
