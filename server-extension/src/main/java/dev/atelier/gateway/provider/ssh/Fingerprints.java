package dev.atelier.gateway.provider.ssh;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;

/** Public keys as OpenSSH writes them. */
final class Fingerprints {
    private Fingerprints() {}

    /** As {@code ssh-keygen -l} shows it. */
    static String of(PublicKey key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(blob(key));
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** A line for {@code authorized_keys}, without its comment. */
    static String line(PublicKey key) {
        return KeyType.fromKey(key) + " " + Base64.getEncoder().encodeToString(blob(key));
    }

    /** The kind of key, for a person: {@code ed25519}. */
    static String kind(PublicKey key) {
        return KeyType.fromKey(key).toString().replaceFirst("^ssh-", "");
    }

    private static byte[] blob(PublicKey key) {
        return new Buffer.PlainBuffer().putPublicKey(key).getCompactData();
    }
}
