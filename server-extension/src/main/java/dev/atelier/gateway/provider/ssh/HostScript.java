package dev.atelier.gateway.provider.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The scripts that run on hosts; each says itself what it does, which arguments it takes, and what its exit codes mean. */
enum HostScript {
    PROBE,
    FURNISH,
    PLACE,
    TOOLBOX,
    PYTHON,
    LOOK,
    START,
    FAILED,
    ENDED,
    LEFT,
    KILL,
    SESSION,
    MOUNT,
    WRITTEN,
    UNMOUNT,
    REMOVE;

    String text() throws IOException {
        String own = read(name().toLowerCase(Locale.ROOT) + ".sh");
        return switch (this) {
            case PROBE, TOOLBOX -> own;
            default -> read("common.sh") + own;
        };
    }

    private static String read(String name) throws IOException {
        try (InputStream in = HostScript.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
