package dev.atelier.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.api.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemFilesTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void readsWhatIsUsual(String algorithm) throws Exception {
        PemFiles files = SelfSigned.make(folder, algorithm).writeTo(folder);
        Files.writeString(files.key(), "Bag Attributes\n  any words\n" + Files.readString(files.key()));
        assertThat(files.context().getProtocol()).isEqualTo("TLS");
    }

    private void refuses(PemFiles files, Path named, String cure) {
        assertThatThrownBy(files::context)
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(named.toString())
                .hasMessageContaining(cure);
    }

    @Test
    void namesTheFileAndTheCure() throws Exception {
        SelfSigned made = SelfSigned.make(folder, "EC");
        PemFiles files = made.writeTo(folder);
        Path other = folder.resolve("other.pem");

        refuses(
                new PemFiles(folder.resolve("missing.pem"), files.key()),
                folder.resolve("missing.pem"),
                "--tls-certificate");
        refuses(
                new PemFiles(files.certificate(), folder.resolve("missing.pem")),
                folder.resolve("missing.pem"),
                "--tls-key");
        refuses(new PemFiles(files.key(), files.key()), files.key(), "BEGIN CERTIFICATE");
        refuses(new PemFiles(files.certificate(), files.certificate()), files.certificate(), "openssl pkcs8");
        Files.writeString(other, made.key().replace("PRIVATE KEY", "EC PRIVATE KEY"));
        refuses(new PemFiles(files.certificate(), other), other, "openssl pkcs8 -topk8 -nocrypt");
        Files.writeString(other, made.key().replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"));
        refuses(new PemFiles(files.certificate(), other), other, "without a password");
        Files.writeString(other, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        refuses(new PemFiles(files.certificate(), other), other, "the key that the certificate was made for");
        Files.writeString(other, "");
        refuses(new PemFiles(other, files.key()), other, "BEGIN CERTIFICATE");
        Files.write(other, new byte[2 << 20]);
        refuses(new PemFiles(other, files.key()), other, "larger");
        refuses(new PemFiles(folder, files.key()), folder, "can't be read");
    }

    @Test
    void refusesWhatDoesNotBelongTogetherOrIsOver() throws Exception {
        PemFiles files = SelfSigned.make(folder, "EC").writeTo(folder);
        Path other = Files.writeString(
                folder.resolve("other.pem"), SelfSigned.make(folder, "EC").key());
        refuses(new PemFiles(files.certificate(), other), other, "the key that the certificate was made for");
        Path rsa = Files.writeString(
                folder.resolve("rsa.pem"), SelfSigned.make(folder, "RSA").key());
        refuses(new PemFiles(files.certificate(), rsa), rsa, "EC");
        PemFiles old = SelfSigned.make(folder, "EC", "-startdate", "-10d", "-validity", "5")
                .writeTo(folder);
        refuses(old, old.certificate(), "Renew");
    }

    @Test
    void takesChangedFilesOnceTheyFit() throws Exception {
        PemFiles files = SelfSigned.make(folder, "EC").writeTo(folder);
        AtomicInteger changes = new AtomicInteger();
        try (Certificates certificates = Certificates.of(files, Duration.ofMillis(10))) {
            certificates.onChange(context -> changes.incrementAndGet());
            SSLContext first = certificates.context();
            SelfSigned next = SelfSigned.make(folder, "EC");
            Files.writeString(files.certificate(), next.certificate());
            Thread.sleep(200); // twenty looks at halves of two pairs
            assertThat(certificates.context()).isSameAs(first);
            Files.writeString(files.key(), next.key());
            await().until(() -> !certificates.context().equals(first));
            Files.delete(files.key());
            Thread.sleep(100);
            assertThat(changes).hasValue(1);
        }
    }

    @Test
    void followsLinksThatAreSwapped() throws Exception {
        Path first = Files.createDirectory(folder.resolve("1"));
        Path second = Files.createDirectory(folder.resolve("2"));
        SelfSigned.make(folder, "EC").writeTo(first);
        SelfSigned.make(folder, "EC").writeTo(second);
        Path live = Files.createSymbolicLink(folder.resolve("live"), first);
        PemFiles files = new PemFiles(live.resolve("certificate.pem"), live.resolve("key.pem"));
        try (Certificates certificates = Certificates.of(files, Duration.ofMillis(10))) {
            SSLContext before = certificates.context();
            Path next = Files.createSymbolicLink(folder.resolve("next"), second);
            Files.move(next, live, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            await().until(() -> !certificates.context().equals(before));
        }
    }
}
