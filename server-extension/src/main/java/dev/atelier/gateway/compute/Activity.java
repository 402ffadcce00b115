package dev.atelier.gateway.compute;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What goes on on an instance, as its agent and the gateway's own lists have it at one time.
 *
 * @param last when a kernel or a terminal said or was told something last
 * @param busy the kernels that work, by the names of their notebooks
 * @param starting how many kernels are being started there
 * @param jobs how many wait or run
 * @param kept the processes that run and that somebody keeps it for, by number and program
 * @param cpus how many processors it has
 * @param cpu between 0 and 1: how much of them is used; empty where nobody knows
 * @param gpu between 0 and 1: of the GPU that is used most; empty where there is none
 */
public record Activity(
        Instant last,
        List<String> busy,
        int starting,
        int jobs,
        List<String> kept,
        int cpus,
        Optional<Double> cpu,
        Optional<Double> gpu) {}
