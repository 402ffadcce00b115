package dev.atelier.agent.kernel;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody asked for when a kernel was started; it is kept for restarts.
 *
 * @param name of the kernelspec
 * @param path of the notebook, relative to the share
 * @param cwd relative to the share
 * @param env over the kernelspec's
 */
public record LaunchRequest(String name, Optional<String> path, Optional<String> cwd, Map<String, String> env) {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
    private static final double LONGEST_TIMEOUT_SECONDS = 600;

    public LaunchRequest {
        env = env == null ? Map.of() : Map.copyOf(env);
    }

    /** How long the kernel may take to answer: {@code KERNEL_LAUNCH_TIMEOUT} in seconds, as Jupyter's gateway client sends. */
    public Duration timeout() {
        String seconds = env.getOrDefault("KERNEL_LAUNCH_TIMEOUT", "");
        if (!seconds.matches("\\d{1,4}(\\.\\d{1,3})?")) {
            return DEFAULT_TIMEOUT;
        }
        double bounded = Math.clamp(Double.parseDouble(seconds), 1, LONGEST_TIMEOUT_SECONDS);
        return Duration.ofMillis((long) (bounded * 1000));
    }
}
