package dev.atelier.kernel.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.kernel.message.Json;
import dev.atelier.kernel.message.Message;

/** kernel_info_reply. */
final class KernelInfo {
    private KernelInfo() {}

    static ObjectNode reply(Message request) {
        String java = Runtime.version().feature() + "." + Runtime.version().interim() + "."
                + Runtime.version().update();
        ObjectNode reply = Json.object()
                .put("status", "ok")
                .put("protocol_version", Message.PROTOCOL_VERSION)
                .put("implementation", "atelier")
                .put("implementation_version", "0.1.0")
                .put("banner", "Java " + Runtime.version() + " :: Atelier kernel, %help lists the magics")
                .put("debugger", false);
        reply.putObject("language_info")
                .put("name", "java")
                .put("version", java)
                .put("mimetype", "text/x-java-source")
                .put("file_extension", ".jshell")
                .put("pygments_lexer", "java")
                .put("codemirror_mode", "text/x-java")
                .put("nbconvert_exporter", "script");
        ObjectNode link = reply.putArray("help_links").addObject();
        link.put("text", "Java API").put("url", "https://docs.oracle.com/en/java/javase/25/docs/api/");
        reply.putArray("supported_features").add("kernel subshells");
        return reply;
    }
}
