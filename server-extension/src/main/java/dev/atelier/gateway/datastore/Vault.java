package dev.atelier.gateway.datastore;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;

/** Seals credentials with AES-256-GCM. The key is a file (0600) in the gateway's home; without it they are lost. */
public final class Vault {
    private final Aead aead;

    private Vault(Aead aead) {
        this.aead = aead;
    }

    /** Opens the vault of that key file, which is made if there is none. */
    public static Vault open(Path keyFile) throws IOException {
        try {
            KeysetHandle keys = Files.exists(keyFile) ? read(keyFile) : create(keyFile);
            return new Vault(keys.getPrimitive(AeadConfig2026.get(), Aead.class));
        } catch (GeneralSecurityException e) {
            throw new IOException("the key file " + keyFile + " can't be used: " + e.getMessage(), e);
        }
    }

    private static KeysetHandle read(Path keyFile) throws IOException, GeneralSecurityException {
        return TinkJsonProtoKeysetFormat.parseKeyset(
                Files.readString(keyFile), AeadConfig2026.get(), InsecureSecretKeyAccess.get());
    }

    private static KeysetHandle create(Path keyFile) throws IOException, GeneralSecurityException {
        KeysetHandle keys = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, AeadConfig2026.get());
        String text =
                TinkJsonProtoKeysetFormat.serializeKeyset(keys, AeadConfig2026.get(), InsecureSecretKeyAccess.get());
        // Whole or not at all, and on the disk before anything is sealed with it. Such a file is 0600 from its
        // beginning.
        Path part = Files.createTempFile(keyFile.toAbsolutePath().getParent(), "vault", ".part");
        Files.writeString(part, text, StandardOpenOption.SYNC);
        Files.move(part, keyFile, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder = FileChannel.open(keyFile.toAbsolutePath().getParent())) {
            folder.force(true);
        }
        return keys;
    }

    /** @param name bound to the text: sealed under one name, it does not open under another */
    byte[] seal(String name, String text) {
        try {
            return aead.encrypt(text.getBytes(StandardCharsets.UTF_8), name.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing failed", e);
        }
    }

    String open(String name, byte[] sealed) {
        try {
            return new String(aead.decrypt(sealed, name.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the credential of " + name + " does not open with this gateway's key", e);
        }
    }
}
