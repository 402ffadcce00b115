package dev.atelier.gateway.provider.local;

import java.nio.file.Path;
import java.util.List;

/**
 * What Atelier itself brings to an instance.
 *
 * @param java the {@code java} that runs agents and Java jobs
 * @param agent the command of an agent, up to where its options begin
 * @param base the Python environment with ipykernel that the instances' environments are laid over
 * @param kernelPath folders of kernelspecs, the Java kernel's among them
 * @param spareKernels how many processes an agent keeps ready for kernels at most
 */
public record Toolbox(Path java, List<String> agent, Path base, List<Path> kernelPath, int spareKernels) {}
