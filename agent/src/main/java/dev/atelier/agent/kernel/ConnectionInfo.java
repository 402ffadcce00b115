package dev.atelier.agent.kernel;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.agent.wire.Channel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A connection file, as Jupyter's "Making kernels" describes it. */
public record ConnectionInfo(
        @JsonProperty("shell_port") int shellPort,
        @JsonProperty("iopub_port") int iopubPort,
        @JsonProperty("stdin_port") int stdinPort,
        @JsonProperty("control_port") int controlPort,
        @JsonProperty("hb_port") int heartbeatPort,
        String ip,
        String key,
        String transport,
        @JsonProperty("signature_scheme") String signatureScheme,
        @JsonProperty("kernel_name") String kernelName) {
    private static final int PORTS = 5;

    /** Five free ports on loopback and a new key. Another process may take a port before the kernel does. */
    static ConnectionInfo draw(String kernelName) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            while (held.size() < PORTS) {
                held.add(new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1")));
            }
            int[] ports = held.stream().mapToInt(ServerSocket::getLocalPort).toArray();
            return new ConnectionInfo(
                    ports[0],
                    ports[1],
                    ports[2],
                    ports[3],
                    ports[4],
                    "127.0.0.1",
                    UUID.randomUUID().toString(),
                    "tcp",
                    "hmac-sha256",
                    kernelName);
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }

    String address(Channel channel) {
        int port = switch (channel) {
            case IOPUB -> iopubPort;
            case CONTROL -> controlPort;
            case STDIN -> stdinPort;
            case SHELL -> shellPort;
        };
        return "tcp://" + ip + ":" + port;
    }
}
