package dev.atelier.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.gateway.provider.docker.Engines;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A gateway's engines, of which one is behind a real sshd. */
final class RemoteEngineRig {
    private static final String NAME = "far";

    final Path home;
    final Path share;
    final EngineServer server;
    final List<NamedEngine> wanted = new CopyOnWriteArrayList<>();
    private Optional<Engines> engines = Optional.empty();
    private volatile boolean used;

    RemoteEngineRig() throws Exception {
        home = Files.createTempDirectory("atelier-engines").toRealPath();
        share = Files.createDirectory(home.resolve("share"));
        server = EngineServer.start();
    }

    /** As the gateway that is started next. */
    Provider provider(HttpClient http) throws Exception {
        engines.ifPresent(Engines::close);
        name(new NamedEngine(NAME, server.host(), NamedEngine.USUAL_SOCKET));
        Engines made =
                new Engines(home, share, TestEngine.programs(), Terms::usual, http, () -> wanted, provider -> used);
        engines = Optional.of(made);
        made.start();
        Provider provider = made.providers().getFirst();
        await().until(() ->
                !provider.sizes().isEmpty() || absence(provider).orElse("").contains("authorized_keys"));
        if (provider.sizes().isEmpty()) {
            server.authorize(key(provider));
            await().until(() -> !provider.sizes().isEmpty());
        }
        return provider;
    }

    /** The gateway ends, and what it would have mended stays. */
    void end() {
        engines.ifPresent(Engines::close);
    }

    /** The line that the operator is asked to append there. */
    static String key(Provider provider) {
        String absence = absence(provider).orElseThrow();
        assertThat(absence).contains("authorized_keys there");
        return absence.substring(absence.indexOf("ssh-ed25519"));
    }

    static Optional<String> absence(Provider provider) {
        return ((Absent) provider).absence();
    }

    /** What the operator's file names from now on. */
    void name(NamedEngine... now) {
        wanted.clear();
        wanted.addAll(List.of(now));
    }

    void used(boolean now) {
        used = now;
    }

    List<Provider> providers() {
        return engines.orElseThrow().providers();
    }

    String gateway() throws IOException {
        return Files.readString(home.resolve("gateway-id"));
    }

    String container(Place place) throws Exception {
        return container(place, "");
    }

    /** @param suffix of its name */
    String container(Place place, String suffix) throws Exception {
        return TestEngine.docker(
                "ps",
                "-aq",
                "--filter",
                "name=^atelier-" + gateway() + "-" + place.name().toLowerCase(java.util.Locale.ROOT) + "-[0-9]+"
                        + suffix + "$");
    }

    /** With all that it made, of which nothing may be left. */
    void remove() throws Exception {
        engines.ifPresent(Engines::close);
        String own = "label=dev.atelier.gateway=" + gateway();
        assertThat(TestEngine.docker("ps", "-aq", "--filter", own)).isEmpty();
        assertThat(TestEngine.docker("network", "ls", "-q", "--filter", own)).isEmpty();
        assertThat(TestEngine.docker("volume", "ls", "-q", "--filter", own, "--filter", "label=dev.atelier.name"))
                .isEmpty();
        server.remove();
        PrivateFiles.removeTree(home);
    }
}
