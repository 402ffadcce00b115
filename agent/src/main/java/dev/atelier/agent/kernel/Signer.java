package dev.atelier.agent.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 over a message's four JSON parts, in hexadecimal; nothing where the key is empty. One thread at a time. */
final class Signer {
    private static final String ALGORITHM = "HmacSHA256";

    private final Optional<Mac> mac;

    Signer(String key) {
        this.mac = key.isEmpty() ? Optional.empty() : Optional.of(mac(key));
    }

    byte[] sign(List<ByteBuffer> jsonParts) {
        return mac.map(m -> {
                    jsonParts.forEach(part -> m.update(part.duplicate()));
                    return HexFormat.of().formatHex(m.doFinal()).getBytes(StandardCharsets.US_ASCII);
                })
                .orElse(new byte[0]);
    }

    boolean verify(byte[] signature, List<ByteBuffer> jsonParts) {
        return MessageDigest.isEqual(signature, sign(jsonParts));
    }

    private static Mac mac(String key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) { // every Java runtime has it
            throw new IllegalStateException(e);
        }
    }
}
