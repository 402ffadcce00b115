package dev.atelier.gateway.provider.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.api.Json;
import dev.atelier.api.ProblemException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class HostFactsTest {
    private static final Map<String, Object> GPU = Map.of(
            "index", 0, "uuid", "GPU-1", "name", "A100", "memory_bytes", 1, "driver", "5", "compute_capability", "8.0");

    private static String said(Consumer<Map<String, Object>> change) {
        Map<String, Object> facts = new HashMap<>(Map.of(
                "home",
                "/home/ada",
                "system",
                "Linux",
                "machine",
                "x86_64",
                "libc",
                "glibc 2.36",
                "python",
                "/usr/bin/python3",
                "prefix",
                "/usr",
                "version",
                "3.11.2",
                "cpus",
                2));
        change.accept(facts);
        return Json.write(facts);
    }

    private static void refused(String said, String what) {
        assertThatThrownBy(() -> HostFacts.read(said))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo("host-lacks"))
                .hasMessageContaining(what);
    }

    @Test
    void whatItDoesNotSayOfGpusIsNone() {
        assertThat(HostFacts.read(said(f -> {})).gpus()).isEmpty();
        assertThat(HostFacts.read(said(f -> f.put("gpus", List.of(GPU)))).gpus())
                .hasSize(1);
    }

    @Test
    void whatAHostileHostSaysIsRefused() {
        for (String key : List.of("home", "python", "prefix", "system", "machine", "libc", "version")) {
            refused(said(f -> f.remove(key)), key);
            refused(said(f -> f.put(key, "/" + "x".repeat(5000))), key);
            refused(said(f -> f.put(key, "/a\nb")), key);
        }
        refused(said(f -> f.put("home", "relative/home")), "home");
        refused(said(f -> f.put("gpus", Collections.nCopies(65, GPU))), "gpus");
        refused(said(f -> f.put("gpus", List.of(Map.of("index", 0)))), "gpus");
        refused(said(f -> f.put("gpus", Collections.singletonList(null))), "gpus");
        refused(said(f -> f.put("cpus", "many")), "description");
        refused("[]", "description");
        refused("null", "description");
        refused("", "description");
    }
}
