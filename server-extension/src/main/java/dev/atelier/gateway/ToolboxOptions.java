package dev.atelier.gateway;

import dev.atelier.api.Problem;
import dev.atelier.gateway.config.OperatorFile;
import dev.atelier.gateway.provider.local.Toolbox;
import dev.atelier.gateway.provider.toolbox.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes the toolbox of the options. */
final class ToolboxOptions {
    /**
     * An agent is small: it moves bytes, its buffers are bounded. Its kernels survive its end, and a new one finds them. C1
     * alone, because its code is there at once and C2's compiling would take the cores from the first cells.
     */
    private static final List<String> AGENT_JVM = List.of(
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "-Xss512k",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "--sun-misc-unsafe-memory-access=allow");

    private static final int SPARE_KERNELS = 2;

    private ToolboxOptions() {}

    /** What goes into containers. */
    static Programs programs(Options options, Settings settings, Path folder) throws IOException {
        List<String> jvm = new ArrayList<>(AGENT_JVM);
        jvm.addAll(options.agentJvmOptions);
        return new Programs(folder.toRealPath(), jvm, spareKernels(options, settings));
    }

    static Toolbox toolbox(Options options, Settings settings) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> agent = new ArrayList<>();
        agent.add(java.toString());
        agent.addAll(AGENT_JVM);
        agent.addAll(options.agentJvmOptions);
        agent.addAll(List.of("-jar", options.agent.toAbsolutePath().toString()));
        return new Toolbox(
                java,
                agent,
                options.baseEnvironment.toAbsolutePath(),
                options.kernels.stream().map(Path::toAbsolutePath).toList(),
                spareKernels(options, settings));
    }

    /** Whoever wants the processors for something else wants them for all of it. */
    private static int spareKernels(Options options, Settings settings) {
        int wanted = settings.spareKernels().orElse(options.warmUp ? SPARE_KERNELS : 0);
        if (wanted < 0 || wanted > OperatorFile.MOST_SPARE_KERNELS) {
            throw Problem.of(
                            400,
                            "bad-option",
                            "--spare-kernels takes 0 to " + OperatorFile.MOST_SPARE_KERNELS + ", not " + wanted + ".")
                    .asException();
        }
        return wanted;
    }
}
