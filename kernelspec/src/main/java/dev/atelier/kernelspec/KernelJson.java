package dev.atelier.kernelspec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.kernel.message.Json;
import java.util.List;

/** {@code kernel.json}, by which Jupyter knows and starts a kernel. */
final class KernelJson {
    static final String FILE = "kernel.json";
    static final List<String> LOGOS = List.of("logo-32x32.png", "logo-64x64.png", "logo-svg.svg");

    private KernelJson() {}

    static byte[] bytes(List<String> command, String displayName) {
        ObjectNode json = Json.object();
        json.set("argv", Json.strings(command));
        json.put("display_name", displayName).put("language", "java").put("interrupt_mode", "message");
        json.putObject("env");
        json.putObject("metadata").put("debugger", false);
        return Json.bytes(json);
    }
}
