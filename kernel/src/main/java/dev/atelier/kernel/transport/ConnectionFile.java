package dev.atelier.kernel.transport;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.kernel.message.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the client wants the kernel's sockets, and the key that signs. */
public record ConnectionFile(
        String ip,
        int shellPort,
        int controlPort,
        int stdinPort,
        int iopubPort,
        int heartbeatPort,
        String signatureScheme,
        String key) {

    /** @throws IOException with a sentence that names the file and what is wrong in it */
    public static ConnectionFile read(Path file) throws IOException {
        ObjectNode json;
        try {
            json = Json.parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new IOException("The connection file " + file + " cannot be read: " + e.getMessage(), e);
        }
        String transport = Json.text(json, "transport").orElse("tcp");
        if (!transport.equals("tcp")) {
            throw new IOException("The connection file " + file + " asks for transport \"" + transport
                    + "\"; this kernel speaks tcp only. Set KernelManager.transport to tcp.");
        }
        return new ConnectionFile(
                Json.text(json, "ip").orElse("127.0.0.1"),
                port(file, json, "shell_port"),
                port(file, json, "control_port"),
                port(file, json, "stdin_port"),
                port(file, json, "iopub_port"),
                port(file, json, "hb_port"),
                Json.text(json, "signature_scheme").orElse("hmac-sha256"),
                Json.text(json, "key").orElse(""));
    }

    private static int port(Path file, ObjectNode json, String key) throws IOException {
        int port = json.path(key).asInt(-1);
        if (port < 1 || port > 65_535) {
            throw new IOException("The connection file " + file + " has no usable " + key + ": "
                    + json.path(key).asText("missing") + ".");
        }
        return port;
    }

    String address(int port) {
        return "tcp://" + (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + port;
    }
}
