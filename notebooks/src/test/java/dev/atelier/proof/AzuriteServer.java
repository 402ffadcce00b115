package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A real server of Azure Blob Storage, with the container {@code training}. */
final class AzuriteServer implements BucketServer {
    /** The account and the key that Azure's documentation gives every emulator. */
    static final String ACCOUNT = "devstoreaccount1";

    static final String KEY =
            "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /** A key that Azure could have made; it is of no account here. */
    static final String OTHER_KEY = Base64.getEncoder().encodeToString(new byte[64]);

    private final Path folder;
    private final int port;
    private final PeerHome home;
    private PeerHome.Server process;

    private AzuriteServer(PeerHome home, Path folder, int port) throws IOException {
        this.home = home;
        this.folder = folder;
        this.port = port;
        this.process = process(KEY);
    }

    /** @param folder where it keeps its containers */
    static AzuriteServer start(PeerHome home, Path folder) throws IOException {
        AzuriteServer server = new AzuriteServer(home, folder, NodeServer.freePort());
        server.rclone("mkdir", "azurite:" + BUCKET);
        return server;
    }

    private PeerHome.Server process(String key) throws IOException {
        List<String> options = List.of(
                "--skipApiVersionCheck",
                "--silent",
                "--disableTelemetry",
                "--blobHost",
                PeerHome.ADDRESS,
                "--blobPort",
                String.valueOf(port),
                "--location",
                folder.toString());
        return home.start("azurite-blob", port, options, Map.of("AZURITE_ACCOUNTS", ACCOUNT + ":" + key), folder);
    }

    /** From now on the account has {@link #OTHER_KEY}, as after a rotation. */
    void rotateKey() throws IOException {
        process.close();
        process = process(OTHER_KEY);
    }

    String endpoint() {
        return "http://127.0.0.1:" + port + "/" + ACCOUNT;
    }

    @Override
    public Atelier.Result datastore(Atelier where, String name) {
        return datastore(where, name, BUCKET, "--account-key", KEY);
    }

    /** Makes a datastore of a container of this server. */
    Atelier.Result datastore(Atelier where, String name, String container, String option, String credential) {
        return where.run(
                "datastore",
                "create",
                name,
                "--type",
                "azureblob",
                "--account",
                ACCOUNT,
                "--container",
                container,
                "--endpoint",
                endpoint(),
                option,
                credential);
    }

    /** A token for reading and listing the container. */
    String sasToken(String expiry) {
        String signed = String.join(
                        "\n",
                        List.of("rl", "", expiry, "/blob/" + ACCOUNT + "/" + BUCKET, "", "", "", "2020-10-02", "c"))
                + "\n".repeat(6);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(KEY), "HmacSHA256"));
            String signature = Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
            return "?sp=rl&se=" + expiry + "&sv=2020-10-02&sr=c&sig="
                    + URLEncoder.encode(signature, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public boolean hasObject(String name) {
        return rclone("lsf", "azurite:" + BUCKET).lines().anyMatch(name::equals);
    }

    private String rclone(String... words) {
        ProcessBuilder builder = new ProcessBuilder("rclone", "--config", "").redirectErrorStream(true);
        builder.command().addAll(List.of(words));
        builder.environment()
                .putAll(Map.of(
                        "RCLONE_CONFIG_AZURITE_TYPE",
                        "azureblob",
                        "RCLONE_CONFIG_AZURITE_USE_EMULATOR",
                        "true",
                        "RCLONE_CONFIG_AZURITE_ENDPOINT",
                        endpoint()));
        try {
            Process rclone = builder.start();
            String said = new String(rclone.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(rclone.onExit().join().exitValue()).as(said).isZero();
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
