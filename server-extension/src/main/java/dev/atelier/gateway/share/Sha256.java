package dev.atelier.gateway.share;

import dev.atelier.api.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/** @param hex a digest in lower case, as Jupyter's contents API writes it */
public record Sha256(String hex) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
    private static final int BUFFER = 64 << 10;

    /** @throws dev.atelier.api.ProblemException {@code bad-hash} (400) */
    public static Sha256 parse(String text) {
        String hex = text.toLowerCase(Locale.ROOT);
        if (!HEX.matcher(hex).matches()) {
            throw Problem.of(
                            400,
                            "bad-hash",
                            "A hash is the SHA-256 of the file's bytes in 64 hexadecimal digits, not " + shown(text)
                                    + ".",
                            "Ask for it with ?hash=1.")
                    .asException();
        }
        return new Sha256(hex);
    }

    private static String shown(String text) {
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }

    /** Of all that is left of a stream. */
    public static Sha256 of(InputStream in) throws IOException {
        MessageDigest digest = digest();
        byte[] buffer = new byte[BUFFER];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            digest.update(buffer, 0, count);
        }
        return of(digest);
    }

    public static Sha256 of(byte[] bytes) {
        MessageDigest digest = digest();
        digest.update(bytes);
        return of(digest);
    }

    /** What was put into a {@link #digest()}. */
    public static Sha256 of(MessageDigest digest) {
        return new Sha256(HexFormat.of().formatHex(digest.digest()));
    }

    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
