package dev.atelier.kernel.message;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs and checks messages with the connection file's key; an empty key means that nothing is signed. */
public final class Signer {
    private static final byte[] NOTHING = new byte[0];

    private final Optional<Mac> prototype;

    /**
     * @param scheme as in the connection file: {@code hmac-sha256}
     * @throws IllegalArgumentException for a scheme this JVM does not know
     */
    public Signer(String scheme, String key) {
        this.prototype = key.isEmpty() ? Optional.empty() : Optional.of(mac(scheme, key));
    }

    private static Mac mac(String scheme, String key) {
        String name = scheme.toLowerCase(Locale.ROOT).startsWith("hmac-")
                ? "Hmac" + scheme.substring(5).toUpperCase(Locale.ROOT).replace("-", "")
                : scheme;
        try {
            Mac mac = Mac.getInstance(name);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), name));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "The connection file's signature_scheme \"" + scheme + "\" is unknown; use hmac-sha256.", e);
        }
    }

    /** The signature in lower-case hexadecimal, or no bytes when nothing is signed. */
    public byte[] sign(List<byte[]> parts) {
        if (prototype.isEmpty()) {
            return NOTHING;
        }
        Mac mac = copy(prototype.get());
        parts.forEach(mac::update);
        return HexFormat.of().formatHex(mac.doFinal()).getBytes(StandardCharsets.US_ASCII);
    }

    /** Takes the same time whether the first or the last byte is wrong. */
    public boolean accepts(byte[] signature, List<byte[]> parts) {
        return prototype.isEmpty() || MessageDigest.isEqual(sign(parts), signature);
    }

    /** A Mac is not safe for two threads, a copy of an initialised one costs little. */
    private static Mac copy(Mac mac) {
        try {
            return (Mac) mac.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }
}
