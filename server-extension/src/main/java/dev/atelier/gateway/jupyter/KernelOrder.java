package dev.atelier.gateway.jupyter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Json;
import java.util.Optional;

/** What an agent is told when a kernel is to be started, and how it is remembered for the next time. */
final class KernelOrder {
    private KernelOrder() {}

    /** The part of a wish that a later start of the same kernel needs: {@code {path?, env}}. */
    static String write(Kernels.Wish wish) {
        ObjectNode kept = Json.mapper().createObjectNode();
        wish.path().ifPresent(path -> kept.put("path", path));
        kept.set("env", Json.mapper().valueToTree(wish.environment()));
        return Json.write(kept);
    }

    /**
     * The body for the agent's {@code POST /api/kernels}.
     *
     * @param patience how many seconds the agent may wait for the kernel's answer; until it comes where none are given
     */
    static ObjectNode of(KernelTable.Row row, Optional<Double> patience) {
        JsonNode kept = Json.read(row.wish(), JsonNode.class);
        ObjectNode order =
                Json.mapper().createObjectNode().put("name", row.spec()).put("kernel_id", row.id());
        patience.ifPresent(seconds -> order.put("wait_seconds", seconds));
        if (kept.path("path").isTextual()) {
            String path = kept.path("path").asText();
            order.put("path", path).put("cwd", folder(path));
        }
        if (kept.path("env").isObject()) {
            order.set("env", kept.path("env"));
        }
        return order;
    }

    private static String folder(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }
}
