package dev.atelier.agent.wire;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The channels of Jupyter's messaging protocol that carry messages. */
public enum Channel {
    IOPUB("iopub"),
    CONTROL("control"),
    STDIN("stdin"),
    SHELL("shell");

    private final String label;

    Channel(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    byte[] bytes() {
        return label.getBytes(StandardCharsets.US_ASCII);
    }

    public static Optional<Channel> named(String label) {
        for (Channel channel : values()) {
            if (channel.label.equals(label)) {
                return Optional.of(channel);
            }
        }
        return Optional.empty();
    }
}
