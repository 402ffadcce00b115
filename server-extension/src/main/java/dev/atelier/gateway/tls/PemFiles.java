package dev.atelier.gateway.tls;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Where certificate and key lie, as PEM (RFC 7468), the way certbot, mkcert and {@code openssl req -nodes} write them.
 *
 * @param certificate the gateway's own certificate first, then those that lead to a known authority
 * @param key the certificate's private key, PKCS #8 without a password
 */
public record PemFiles(Path certificate, Path key) {
    private static final long MOST = 1 << 20;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final String PKCS8 = "PRIVATE KEY";
    private static final String OPTIONS = "Both files are named by --tls-certificate and --tls-key.";

    /** @throws ProblemException that names the file and what to do about it */
    SSLContext context() {
        List<X509Certificate> chain = chain();
        X509Certificate own = chain.getFirst();
        PrivateKey privateKey = privateKey(own);
        requirePair(own, privateKey);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            char[] none = new char[0];
            store.setKeyEntry("gateway", privateKey, none, chain.toArray(X509Certificate[]::new));
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, none);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw problem(certificate, "and " + key + " can't be used: " + e.getMessage(), OPTIONS, e);
        }
    }

    private List<X509Certificate> chain() {
        String text = read(certificate);
        try {
            List<X509Certificate> chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (chain.isEmpty()) {
                throw problem(certificate, "has no certificate in it.", "It must be PEM: -----BEGIN CERTIFICATE-----");
            }
            chain.getFirst().checkValidity();
            return chain;
        } catch (CertificateExpiredException e) {
            throw problem(certificate, "has expired: " + e.getMessage() + ".", "Renew it, then start again.", e);
        } catch (GeneralSecurityException e) {
            throw problem(
                    certificate,
                    "is no certificate that can be used: " + e.getMessage() + ".",
                    "It must be PEM: -----BEGIN CERTIFICATE-----",
                    e);
        }
    }

    private PrivateKey privateKey(X509Certificate own) {
        Matcher block = BLOCK.matcher(read(key));
        String found = "";
        while (block.find()) {
            found = block.group(1);
            if (found.equals(PKCS8)) {
                return decoded(block.group(2), own);
            }
        }
        throw problem(
                key,
                found.isEmpty() ? "has no private key in it." : "has a " + found + ", which is not read here.",
                "Make a PKCS #8 key without a password from it with: openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW-KEY");
    }

    private PrivateKey decoded(String base64, X509Certificate own) {
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(base64);
            return KeyFactory.getInstance(own.getPublicKey().getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(bytes));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw problem(
                    key,
                    "is no private key of the kind that " + certificate + " has ("
                            + own.getPublicKey().getAlgorithm() + ").",
                    "Give the key that the certificate was made for.",
                    e);
        }
    }

    /** Another certificate's key would end every handshake with an error that says nothing. */
    private void requirePair(X509Certificate own, PrivateKey privateKey) {
        String algorithm = switch (own.getPublicKey().getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> own.getPublicKey().getAlgorithm();
        };
        byte[] words = "one pair".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(privateKey);
            signing.update(words);
            Signature checking = Signature.getInstance(algorithm);
            checking.initVerify(own);
            checking.update(words);
            if (checking.verify(signing.sign())) {
                return;
            }
        } catch (GeneralSecurityException e) {
            throw problem(key, "can't be used: " + e.getMessage() + ".", OPTIONS, e);
        }
        throw problem(
                key,
                "does not belong to the certificate " + certificate + ".",
                "Give the key that the certificate was made for.");
    }

    private static String read(Path file) {
        try {
            if (Files.size(file) > MOST) {
                throw problem(file, "is larger than a PEM file is.", OPTIONS);
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw problem(file, "is not there.", OPTIONS, e);
        } catch (IOException e) {
            throw problem(file, "can't be read: " + e.getMessage() + ".", "Let the gateway's user read it.", e);
        }
    }

    private static ProblemException problem(Path file, String what, String next) {
        return Problem.of(400, "bad-certificate", "The file " + file + " " + what, next)
                .asException();
    }

    private static ProblemException problem(Path file, String what, String next, Exception cause) {
        return new ProblemException(Problem.of(400, "bad-certificate", "The file " + file + " " + what, next), cause);
    }
}
