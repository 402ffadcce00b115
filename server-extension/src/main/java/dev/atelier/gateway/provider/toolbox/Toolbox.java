package dev.atelier.gateway.provider.toolbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * What instances elsewhere are made with. Its folder holds {@code runtime}, {@code agent}, {@code kernelspec}, {@code bin},
 * {@code agent.args} and {@code prepare.sh}, which runs there once, registers the Java kernel, makes the caches of that very
 * runtime, and puts {@code complete} beside them.
 */
public final class Toolbox {
    private final Programs programs;
    private final JavaRuntime runtime;

    public Toolbox(Programs programs) {
        this.programs = programs;
        this.runtime = new JavaRuntime(programs.folder());
    }

    /** Tells it from those of other builds, Javas and rclones: letters, digits, dots and dashes. */
    public String version() {
        return programs.version() + "-" + JavaRuntime.version() + "-" + HostPrograms.fingerprint();
    }

    /** How many processes an agent keeps ready for kernels at most. */
    public int spareKernels() {
        return programs.spareKernels();
    }

    /** @throws dev.atelier.api.ProblemException {@code no-fuse}, where this computer has no rclone to bring along */
    public void requireRclone() {
        HostPrograms.requireRclone();
    }

    /** What runs there once, with the folder as its argument. */
    public static String prepare() throws IOException {
        try (InputStream in = Toolbox.class.getResourceAsStream("prepare.sh")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * Makes what is missing here, and says what has to be packed.
     *
     * @param folder where the toolbox will lie there
     */
    public Tar.Content contents(Path folder, Consumer<String> progress) throws IOException, InterruptedException {
        Path java = runtime.ensure(progress);
        String prepare = prepare();
        return tar -> {
            tar.tree("runtime", java);
            tar.tree("agent", programs.agent());
            tar.tree("kernelspec", programs.kernelspec());
            tar.folder("bin", 0755);
            HostPrograms.addTo(tar);
            tar.file("agent.args", 0644, agentArguments(folder));
            tar.file("prepare.sh", 0644, prepare);
        };
    }

    /** For {@code java @FILE}, which takes backslashes and quotes as its own. */
    private String agentArguments(Path folder) {
        String jar = folder.resolve("agent/atelier-agent.jar").toString();
        return String.join("\n", programs.agentJvm()) + "\n-XX:-UsePerfData\n-jar\n\""
                + jar.replace("\\", "\\\\").replace("\"", "\\\"") + "\"\n";
    }
}
