package dev.atelier.gateway.provider.ssh;

import dev.atelier.api.Json;
import dev.atelier.api.SshKey;
import dev.atelier.gateway.identity.Secrets;
import dev.atelier.gateway.provider.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.concurrent.locks.ReentrantLock;

/** A key for each person, made when it is first needed. The operator's own keys are never looked at. */
final class OwnerKeys {
    private static final String ALGORITHM = "Ed25519";
    private static final int LETTERS = 16;

    private final Path folder;
    private final ReentrantLock making = new ReentrantLock();

    /** @param folder 0700, of the keys alone; a file (0600) each */
    OwnerKeys(Path folder) {
        this.folder = folder;
    }

    /** Both halves in Base64: PKCS #8 and X.509. */
    private record Stored(String privateKey, String publicKey) {}

    KeyPair of(String owner) throws IOException {
        // Whatever stands in a person's name, it is no path.
        Path file = folder.resolve(Secrets.hash(owner).substring(0, LETTERS) + ".json");
        making.lock();
        try {
            return Files.exists(file) ? read(file) : create(file);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("the key in " + file + " can't be used: " + e.getMessage(), e);
        } finally {
            making.unlock();
        }
    }

    SshKey shown(String owner) throws IOException {
        KeyPair key = of(owner);
        return new SshKey(Fingerprints.line(key.getPublic()) + " atelier", Fingerprints.of(key.getPublic()));
    }

    private static KeyPair read(Path file) throws IOException, GeneralSecurityException {
        Stored stored = Json.read(Files.readString(file), Stored.class);
        KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
        Base64.Decoder base64 = Base64.getDecoder();
        return new KeyPair(
                factory.generatePublic(new X509EncodedKeySpec(base64.decode(stored.publicKey()))),
                factory.generatePrivate(new PKCS8EncodedKeySpec(base64.decode(stored.privateKey()))));
    }

    private KeyPair create(Path file) throws IOException, GeneralSecurityException {
        KeyPair key = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        Base64.Encoder base64 = Base64.getEncoder();
        Stored stored = new Stored(
                base64.encodeToString(key.getPrivate().getEncoded()),
                base64.encodeToString(key.getPublic().getEncoded()));
        PrivateFiles.folder(folder);
        PrivateFiles.write(file, Json.write(stored));
        return key;
    }
}
