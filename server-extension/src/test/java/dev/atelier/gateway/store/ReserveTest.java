package dev.atelier.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.api.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real disk of 32 MiB that is really full. */
@Tag("mount")
@Tag("root")
class ReserveTest {
    private static final String INSERT = "INSERT INTO person (name, role, created) VALUES (?, 'OWNER', '')";

    @TempDir
    private Path disk;

    private Reserve reserve;
    private Database database;

    @BeforeEach
    void mount() throws Exception {
        run("mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", disk.toString());
        reserve = new Reserve(disk.resolve("reserve"));
        database = Database.open(disk.resolve("atelier.db"), Optional.of(reserve));
    }

    @AfterEach
    void unmount() throws Exception {
        database.close();
        run("umount", disk.toString());
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                .as(List.of(command).toString())
                .isZero();
    }

    private Path fill() throws IOException {
        Path filler = disk.resolve("filler");
        try (OutputStream out = Files.newOutputStream(filler)) {
            byte[] block = new byte[1 << 12];
            assertThatThrownBy(() -> {
                        while (true) {
                            out.write(block);
                        }
                    })
                    .hasMessageContaining("No space left on device");
        }
        return filler;
    }

    private int add(String name) {
        return database.write(h -> h.execute(INSERT, name));
    }

    @Test
    void whatMakesRoomCanBeWrittenOnAFullDiskAndNothingNew() throws Exception {
        assertThat(reserve.keep()).isTrue();
        assertThat(reserve.bytes()).isEqualTo(2 << 20);
        Path filler = fill();
        assertThatThrownBy(() -> database.writeNew(h -> h.execute(INSERT, "x".repeat(1 << 16))))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("is full");
        assertThat(reserve.bytes()).isEqualTo(2 << 20);

        assertThat(add("y".repeat(1 << 16))).isEqualTo(1);

        assertThat(reserve.bytes()).isZero();
        assertThat(reserve.isGivenUp()).isTrue();
        assertThat(disk.resolve("reserve")).doesNotExist();
        assertThatThrownBy(() -> database.writeNew(h -> h.execute(INSERT, "new")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("is full");
        Files.delete(filler);
        assertThat(database.<Integer>writeNew(h -> h.execute(INSERT, "new"))).isEqualTo(1);
        assertThat(reserve.bytes()).isEqualTo(2 << 20);
        assertThat(reserve.isGivenUp()).isFalse();
    }

    /** As before there was one: who has no room for it works on. */
    @Test
    void aDiskThatHasNoRoomForItIsNoReasonToRefuse() throws Exception {
        Path most = disk.resolve("most");
        Files.write(most, new byte[25 << 20]);
        assertThat(reserve.keep()).isFalse();
        assertThat(database.<Integer>writeNew(h -> h.execute(INSERT, "new"))).isEqualTo(1);
        fill();
        assertThatThrownBy(() -> add("x".repeat(1 << 16))).hasMessageContaining("is full");
    }
}
