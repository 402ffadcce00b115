package dev.atelier.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for localhost that keytool signs with its own key, and a client's trust in it. */
public record SelfSigned(String certificate, String key, Certificate parsed) {

    /** @param algorithm as keytool's {@code -keyalg}; further words go to keytool too */
    public static SelfSigned make(Path folder, String algorithm, String... words)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve("made.p12");
        Files.deleteIfExists(store);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "gateway",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit"));
        command.addAll(List.of(words));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(output).isZero();
        KeyStore made = KeyStore.getInstance("PKCS12");
        char[] password = "changeit".toCharArray();
        try (InputStream in = Files.newInputStream(store)) {
            made.load(in, password);
        }
        Certificate certificate = made.getCertificate("gateway");
        return new SelfSigned(
                pem("CERTIFICATE", certificate.getEncoded()),
                pem("PRIVATE KEY", made.getKey("gateway", password).getEncoded()),
                certificate);
    }

    public PemFiles writeTo(Path folder) throws IOException {
        return new PemFiles(
                Files.writeString(folder.resolve("certificate.pem"), certificate),
                Files.writeString(folder.resolve("key.pem"), key));
    }

    /** A client's context that trusts these and nobody else. */
    public static SSLContext trusting(SelfSigned... certificates) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < certificates.length; i++) {
            store.setCertificateEntry("gateway" + i, certificates[i].parsed());
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    static String pem(String kind, byte[] bytes) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
    }
}
