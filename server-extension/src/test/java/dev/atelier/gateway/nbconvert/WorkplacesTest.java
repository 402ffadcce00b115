package dev.atelier.gateway.nbconvert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.gateway.share.Share;
import dev.atelier.gateway.share.SharePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkplacesTest {
    @TempDir
    private Path root;

    private static void age(Path path) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    }

    private Path folder(String name) throws IOException {
        Path folder = Files.createDirectories(root.resolve(name));
        Files.writeString(folder.resolve("result"), "r");
        return folder;
    }

    @Test
    void whatAKilledGatewayLeftIsSweptAndNothingElse() throws IOException {
        Workplaces workplaces = new Workplaces(new Share(root));
        Path left = folder(workplaces.make().name());
        age(left);
        Path inUse = folder(workplaces.make().name());
        Path kept = folder(".nbconvert-notes");
        age(kept);
        Path file = Files.writeString(root.resolve(".nbconvert-" + UUID.randomUUID()), "no folder");
        age(file);
        Path target = folder("mine");
        age(target);
        Path link = Files.createSymbolicLink(root.resolve(".nbconvert-" + UUID.randomUUID()), target);

        workplaces.sweep();
        assertThat(left).doesNotExist();
        assertThat(inUse.resolve("result")).exists();
        assertThat(kept.resolve("result")).exists();
        assertThat(file).exists();
        assertThat(link).isSymbolicLink();
        assertThat(target.resolve("result")).exists();

        workplaces.remove(SharePath.ROOT.child(inUse.getFileName().toString()));
        assertThat(inUse).doesNotExist();
    }
}
