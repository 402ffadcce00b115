package dev.atelier.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.gateway.limit.Bounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file in use, and what becomes of it when it changes. */
class ConfigFileTest {
    private static final Duration LOOK = Duration.ofMillis(20);

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger(ConfigFile.class.getName());
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            told.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @TempDir
    Path home;

    @BeforeEach
    void listen() {
        logger.addHandler(listener);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(listener);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(home.resolve("atelier.yml"), text);
    }

    private void awaitTold(String words) {
        await(words).atMost(Duration.ofSeconds(20)).until(() -> told.stream().anyMatch(line -> line.contains(words)));
    }

    @Test
    void withoutAFileNothingIsDifferentUntilThereIsOne() throws IOException {
        try (ConfigFile file = ConfigFile.open(Optional.empty(), home, LOOK)) {
            assertThat(file.current()).isEqualTo(OperatorFile.none());
            write("images: []");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> file.current().images().patterns().isPresent());
        }
    }

    @Test
    void aFileThatIsNamedMustBeThereAndReadable() throws IOException {
        Path missing = home.resolve("other.yml");
        assertThatThrownBy(() -> ConfigFile.open(Optional.of(missing), home, LOOK))
                .hasMessage("The operator's file " + missing + " can't be read: NoSuchFileException.");
        Files.write(missing, new byte[] {'a', (byte) 0xff});
        assertThatThrownBy(() -> ConfigFile.open(Optional.of(missing), home, LOOK))
                .hasMessage("The operator's file " + missing + " is no text in UTF-8.");
        Files.write(missing, new byte[FileReader.LONGEST + 1]);
        assertThatThrownBy(() -> ConfigFile.open(Optional.of(missing), home, LOOK))
                .hasMessageContaining("is longer than");
    }

    @Test
    void anInvalidFileIsRefusedWithAllThatIsWrong() throws IOException {
        Path path = write("spare_kernels: 11\nimges: []\n");
        assertThatThrownBy(() -> ConfigFile.open(Optional.empty(), home, LOOK))
                .hasMessage(path + " has 2 errors:\n"
                        + "  line 1, spare_kernels: “11” is there; expected a whole number from 0 to 10.\n"
                        + "  line 2, imges: “imges” is there; expected a known key, of which “images” is the nearest.");
    }

    @Test
    void anInvalidChangeIsToldAndTheOldOneStaysUntilItIsCorrected() throws IOException {
        write("images: [python]");
        try (ConfigFile file = ConfigFile.open(Optional.empty(), home, LOOK)) {
            OperatorFile before = file.current();
            write("images: {}  # oh");
            awaitTold("what was in use stays: " + home.resolve("atelier.yml") + " has an error:\n  line 1, images: ");
            assertThat(file.current()).isSameAs(before);
            write("images: [python, debian]");
            awaitTold("took the changed");
            file.current().images().require("debian", "");
            Files.delete(home.resolve("atelier.yml"));
            awaitTold("is gone");
            file.current().images().require("debian", "");
        }
    }

    @Test
    void quotasChangeWhileTheGatewayRuns() throws IOException {
        write("quotas: {person: {instances: 1}}");
        try (ConfigFile file = ConfigFile.open(Optional.empty(), home, LOOK)) {
            Bounds before = file.current().bounds();
            write("quotas: {person: {instances: one}}");
            awaitTold("line 1, quotas.person.instances: “one” is there");
            assertThat(file.current().bounds()).isSameAs(before);
            write("quotas: {person: {instances: 2}}\nidle_shutdown: {default: 30m}\n");
            awaitTold("took the changed");
            assertThat(file.current().bounds()).isNotEqualTo(before);
            assertThat(file.current().bounds().idle().of("ben").usual()).hasValue(30);
            assertThat(told).noneMatch(line -> line.contains("can't change while"));
        }
    }

    @Test
    void whatCannotChangeNowIsTold() throws IOException {
        write("spare_kernels: 1");
        try (ConfigFile file = ConfigFile.open(Optional.empty(), home, LOOK)) {
            write("spare_kernels: 2\ndefault_provider: local\nimages: []");
            awaitTold("spare_kernels can't change while the gateway runs");
            awaitTold("default_provider can't change while the gateway runs");
            assertThat(told).noneMatch(line -> line.contains("datastore_folders"));
            assertThat(file.current().images().patterns()).isPresent();
        }
    }
}
