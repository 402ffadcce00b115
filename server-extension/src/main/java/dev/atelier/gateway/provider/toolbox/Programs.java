package dev.atelier.gateway.provider.toolbox;

import java.nio.file.Path;
import java.util.List;

/**
 * What goes into containers and onto hosts.
 *
 * @param folder what one build made: the agent's jars in {@code agent}, the Java kernel's in {@code kernelspec}. Its name
 *     tells one build from another
 * @param agentJvm the options of the agent's Java
 * @param spareKernels how many processes an agent keeps ready for kernels at most
 */
public record Programs(Path folder, List<String> agentJvm, int spareKernels) {

    String version() {
        return folder.getFileName().toString();
    }

    Path agent() {
        return folder.resolve("agent");
    }

    Path kernelspec() {
        return folder.resolve("kernelspec");
    }
}
