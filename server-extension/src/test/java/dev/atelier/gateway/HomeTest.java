package dev.atelier.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.api.Timestamps;
import dev.atelier.api.client.Gateways;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HomeTest {
    @TempDir
    private Path folder;

    private Home take() throws IOException {
        return Home.take(folder.resolve("home"));
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void keepsItsTokenToItselfAndOverRestarts() throws Exception {
        String token;
        try (Home home = take()) {
            token = home.token();
            assertThat(token).hasSize(64);
            assertThat(mode(home.folder())).isEqualTo("rwx------");
            assertThat(mode(home.folder().resolve("token"))).isEqualTo("rw-------");
        }
        try (Home home = take()) {
            assertThat(home.token()).isEqualTo(token);
        }
    }

    /** What a loss of power may leave of the file must not become a token that everybody has. */
    @Test
    void anEmptyTokenIsDrawnAnew() throws Exception {
        try (Home home = take()) {
            Files.writeString(home.folder().resolve("token"), "\n");
            assertThat(home.token()).hasSize(64).isEqualTo(home.token());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "port", "70000", "-1", "123456789012"})
    void aPortThatIsNoneIsForgotten(String text) throws Exception {
        try (Home home = take()) {
            Files.writeString(home.folder().resolve("port"), text);
            assertThat(home.lastPort()).isEmpty();
        }
    }

    @Test
    void isAnnouncedWhileItRuns() throws Exception {
        try (Home home = take()) {
            home.announce(
                    new Gateways.Running(
                            "http://127.0.0.1:1",
                            ProcessHandle.current().pid(),
                            "/share",
                            Timestamps.now(),
                            Optional.empty()),
                    1);
            assertThat(Gateways.running(home.folder())).isPresent();
            assertThat(home.lastPort()).hasValue(1);
        }
        assertThat(Gateways.running(folder.resolve("home"))).isEmpty();
    }

    @Test
    void refusesSharesThatHoldSecretsOrEverything() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home")).toRealPath();
        Path inside = Files.createDirectories(home.resolve("inside"));
        Path share = Files.createDirectories(folder.resolve("share"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), home);
        assertThat(ShareFolder.require(share, home)).isEqualTo(share.toRealPath());
        assertThatThrownBy(() -> ShareFolder.require(Path.of("/"), home)).hasMessageContaining("/ itself");
        assertThatThrownBy(() -> ShareFolder.require(folder, home)).hasMessageContaining("secrets");
        assertThatThrownBy(() -> ShareFolder.require(home, home)).hasMessageContaining("ATELIER_HOME");
        assertThatThrownBy(() -> ShareFolder.require(inside, home)).hasMessageContaining("lies in");
        assertThatThrownBy(() -> ShareFolder.require(link, home)).hasMessageContaining("ATELIER_HOME");
        assertThatThrownBy(() -> ShareFolder.require(folder.resolve("none"), home))
                .hasMessageContaining("no folder");
    }
}
