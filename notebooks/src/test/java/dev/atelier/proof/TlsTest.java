package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.api.Json;
import dev.atelier.api.client.Gateways;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway for other computers: {@code ./atelier up --host … --tls-certificate …}, with a certificate that openssl made. */
class TlsTest {
    private static final String KERNEL_INFO = """
            {"channel":"shell","header":{"msg_id":"%s","session":"s","username":"",\
            "date":"2026-01-01T00:00:00.000000Z","msg_type":"kernel_info_request","version":"5.3"},\
            "parent_header":{},"metadata":{},"content":{},"buffers":[]}
            """;

    @TempDir
    private static Path folder;

    private static Path certificate;
    private static Path key;
    private static Atelier atelier;

    @BeforeAll
    static void start() throws IOException {
        certificate = folder.resolve("certificate.pem");
        key = folder.resolve("key.pem");
        makeCertificate();
        atelier = Atelier.up(
                "--host",
                "0.0.0.0",
                "--name",
                "localhost",
                "--tls-certificate",
                certificate.toString(),
                "--tls-key",
                key.toString());
    }

    @AfterAll
    static void stop() {
        atelier.close();
    }

    /** Each file whole: written beside its place and moved there. */
    private static void makeCertificate() throws IOException {
        Path newKey = folder.resolve("new-key.pem");
        Path newCertificate = folder.resolve("new-certificate.pem");
        Atelier.Result made = Atelier.execute(
                List.of(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=localhost",
                        "-addext",
                        "subjectAltName=DNS:localhost,IP:127.0.0.1",
                        "-keyout",
                        newKey.toString(),
                        "-out",
                        newCertificate.toString()),
                Map.of(),
                folder);
        assertThat(made.exitCode()).as(made.output()).isZero();
        Files.move(newKey, key, StandardCopyOption.REPLACE_EXISTING);
        Files.move(newCertificate, certificate, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String page() {
        return Gateways.running(atelier.home()).orElseThrow().page().orElseThrow();
    }

    private static Atelier.Result curl(String... words) {
        List<String> command = new ArrayList<>(
                List.of("curl", "--silent", "--show-error", "--max-time", "30", "--cacert", certificate.toString()));
        command.addAll(List.of(words));
        return Atelier.execute(command, Map.of(), folder);
    }

    private static HttpClient client() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            store.setCertificateEntry(
                    "gateway", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private static final class Answers implements WebSocket.Listener {
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                messages.add(message.toString());
                message.setLength(0);
            }
            socket.request(1);
            return null;
        }

        void awaitReplyTo(String id) throws InterruptedException {
            String next = "";
            while (!(next.contains("kernel_info_reply") && next.contains(id))) {
                next = messages.poll(30, TimeUnit.SECONDS);
                assertThat(next).as("the reply to " + id).isNotNull();
            }
        }
    }

    @Test
    void speaksTlsToPeopleAndPlainHttpToThisComputersPrograms() {
        assertThat(page()).startsWith("https://localhost:");
        for (String version : List.of("1.2", "1.3")) {
            assertThat(curl("--tlsv" + version, "--tls-max", version, page() + "/healthz")
                            .output())
                    .isEqualTo("{\"status\":\"alive\"}");
        }
        assertThat(curl("--tls-max", "1.1", page() + "/healthz").exitCode()).isNotZero();
        assertThat(curl("--dump-header", "-", page() + "/lab?token=" + atelier.token())
                        .output())
                .contains("; Secure")
                .contains("HttpOnly");

        assertThat(atelier.url()).startsWith("http://127.0.0.1:");
        assertThat(atelier.client().status().pid()).isPositive();
        Atelier.Result list = atelier.run("compute", "list");
        assertThat(list.exitCode()).as(list.output()).isZero();
        assertThat(list.output()).contains("local");
        assertThat(atelier.run("up", "--no-browser").output()).contains(page() + "/lab?token=");
    }

    @Test
    void aRenewedCertificateDisturbsNoNotebook() throws Exception {
        try (HttpClient client = client()) {
            HttpResponse<String> started = client.send(
                    HttpRequest.newBuilder(URI.create(page() + "/api/kernels"))
                            .header("Authorization", "token " + atelier.token())
                            .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"python3\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(started.statusCode()).as(started.body()).isEqualTo(201);
            String id = Json.mapper().readTree(started.body()).path("id").asText();
            Answers answers = new Answers();
            WebSocket channels = client.newWebSocketBuilder()
                    .header("Authorization", "token " + atelier.token())
                    .buildAsync(
                            URI.create(page().replace("https:", "wss:") + "/api/kernels/" + id + "/channels"), answers)
                    .join();
            channels.sendText(KERNEL_INFO.formatted("before"), true).join();
            answers.awaitReplyTo("before");

            makeCertificate();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> curl(page() + "/healthz").output().contains("alive"));
            channels.sendText(KERNEL_INFO.formatted("after"), true).join();
            answers.awaitReplyTo("after");
            channels.abort();
        }
    }

    @Test
    void refusesWhatOthersCouldReadOrNobodyCouldUse() {
        assertThatThrownBy(() -> Atelier.up("--host", "0.0.0.0"))
                .hasMessageContaining("there is no TLS")
                .hasMessageContaining("--tls-certificate")
                .hasMessageContaining("--trusted-proxy")
                .hasMessageContaining("--insecure-plain-http");
        assertThatThrownBy(() -> Atelier.up("--tls-certificate", certificate.toString()))
                .hasMessageContaining("Give both");
        assertThatThrownBy(() -> Atelier.up("--tls-certificate", "/no/such.pem", "--tls-key", key.toString()))
                .hasMessageContaining("The file /no/such.pem is not there. Both files are named by --tls-certificate");
        assertThatThrownBy(() -> Atelier.up("--name", "https://a.example/"))
                .hasMessageContaining("without https:// and port");
        assertThatThrownBy(() -> Atelier.up("--trusted-proxy", "proxy.example")).hasMessageContaining("is no address");
        assertThatThrownBy(() -> Atelier.up("--host", "192.0.2.1", "--insecure-plain-http", "--port", "0"))
                .hasMessageContaining("The address 192.0.2.1 is none of this computer's.");
    }
}
