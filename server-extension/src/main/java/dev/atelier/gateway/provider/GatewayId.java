package dev.atelier.gateway.provider;

import dev.atelier.gateway.identity.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Tells what this gateway made from what others made on the same engine or host. */
public final class GatewayId {
    private static final int LETTERS = 8;

    private GatewayId() {}

    /** Drawn once for a home: lower-case letters and digits. */
    public static String of(Path home) throws IOException {
        Path file = home.resolve("gateway-id");
        if (!Files.exists(file)) {
            PrivateFiles.write(
                    file,
                    Secrets.draw()
                            .replaceAll("[^A-Za-z0-9]", "")
                            .toLowerCase(Locale.ROOT)
                            .substring(0, LETTERS));
        }
        return Files.readString(file).strip();
    }
}
