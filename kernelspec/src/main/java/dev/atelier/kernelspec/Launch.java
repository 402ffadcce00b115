package dev.atelier.kernelspec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the kernel's JVM is started.
 *
 * @param java the executable
 * @param jar this program, whose manifest names everything else
 */
record Launch(Path java, Path jar, List<String> personal) {
    /**
     * The serial collector starts fastest and keeps small notebooks small; C2 stays, because notebooks compute. The heap
     * begins small and may grow to half of the memory.
     *
     * <p>With this collector counted loops would run to their end before anything could stop them, an interrupt neither; so they
     * look up every thousand turns, as with the others.
     *
     * <p>The cache stays where it was made for in memory, unless something else is there: to move it means to write to most of its
     * pages, which takes time and would not be shared with other kernels.
     *
     * <p>What a start compiles with C2 takes a core from it: neither what the cache remembers as hot, nor what only the start
     * calls often. A loop is compiled as early as ever, since that is counted by its turns. Another JVM may not know these.
     */
    static final List<String> OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-XX:+UseCountedLoopSafepoints",
            "-XX:LoopStripMiningIter=1000",
            "-Xms32m",
            "-XX:MaxRAMPercentage=50",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:ArchiveRelocationMode=0",
            "-XX:-AOTReplayTraining",
            "-XX:Tier4InvocationThreshold=30000",
            "-XX:Tier4MinInvocationThreshold=15000",
            "-XX:Tier4CompileThreshold=60000",
            // What JDK 24 and newer say of libraries that people add is not what their cells print.
            "--sun-misc-unsafe-memory-access=allow");

    List<String> training(Path cache) {
        return command(Optional.of("-XX:AOTCacheOutput=" + cache), "train");
    }

    /** @param cache empty when there is none */
    List<String> kernel(Optional<Path> cache) {
        return command(cache.map(file -> "-XX:AOTCache=" + file), "{connection_file}");
    }

    private List<String> command(Optional<String> cacheOption, String argument) {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        cacheOption.ifPresent(command::add);
        command.addAll(OPTIONS);
        command.addAll(personal);
        command.add("-jar");
        command.add(jar.toString());
        command.add(argument);
        return command;
    }
}
