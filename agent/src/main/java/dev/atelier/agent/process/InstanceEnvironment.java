package dev.atelier.agent.process;

import java.io.File;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The environment of what runs on the instance. The agent's secret is never part of it: it lies in the configuration
 * file alone.
 */
public final class InstanceEnvironment {
    private final Map<String, String> base;
    private final Supplier<Map<String, String>> fixed;

    /**
     * @param configured what the agent's configuration adds to its own environment
     * @param fixed what nobody may change: {@code ATELIER_SOCKET}, {@code ATELIER_INSTANCE}
     */
    public InstanceEnvironment(
            Map<String, String> inherited,
            Map<String, String> configured,
            Optional<Path> python,
            Supplier<Map<String, String>> fixed) {
        Map<String, String> all = new HashMap<>(inherited);
        python.ifPresent(prefix ->
                all.merge("PATH", prefix.resolve("bin").toString(), (path, bin) -> bin + File.pathSeparator + path));
        all.putAll(configured);
        this.base = Map.copyOf(all);
        this.fixed = fixed;
    }

    /** Everything, with {@code extra} put over it; fills {@code target}, which is cleared first. */
    public void fill(Map<String, String> target, Map<String, String> extra) {
        target.clear();
        target.putAll(base);
        extra.forEach((name, value) -> {
            if (valid(name, value)) {
                target.put(name, value);
            }
        });
        target.putAll(fixed.get());
    }

    public Map<String, String> with(Map<String, String> extra) {
        Map<String, String> all = new HashMap<>();
        fill(all, extra);
        return all;
    }

    private static boolean valid(String name, String value) {
        return !name.isEmpty() && name.indexOf('=') < 0 && name.indexOf('\0') < 0 && value.indexOf('\0') < 0;
    }
}
