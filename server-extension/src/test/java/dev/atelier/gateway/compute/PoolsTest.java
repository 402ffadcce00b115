package dev.atelier.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.api.Size;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operator decides of sizes, and that it is kept. */
class PoolsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void whatIsWantedIsMadeAndMadeAgainByTheNextGateway(@TempDir Path folder) throws Exception {
        try (World world = new World(folder)) {
            world.pools.start();
            assertThat(world.pools.set("large", 2).pool()).isEqualTo(2);
            await().atMost(PATIENCE).until(() -> ready(world, "large") == 2);
            assertThat(ready(world, "small")).isZero();
            world.pools.empty();
            assertThat(ready(world, "large")).isZero();

            world.restart();
            world.pools.start();
            await().atMost(PATIENCE).until(() -> ready(world, "large") == 2);
            world.pools.set("large", 0);
            await().atMost(PATIENCE).until(() -> ready(world, "large") == 0);
            world.pools.close();
        }
    }

    @Test
    void whatCannotBeMadeIsTriedAgain(@TempDir Path folder) throws Exception {
        try (World world = new World(folder)) {
            world.provider.fail("keep", new IOException("no room"));
            world.pools.start();
            world.pools.set("small", 1);
            await().atMost(PATIENCE).until(() -> world.provider.steps().contains("keep {small=1}"));
            assertThat(ready(world, "small")).isZero();
            world.provider.heal("keep");
            await().atMost(PATIENCE).until(() -> ready(world, "small") == 1);
            world.pools.close();
        }
    }

    private static int ready(World world, String size) {
        Optional<Size> found =
                world.pools.sizes().stream().filter(s -> s.name().equals(size)).findFirst();
        return found.orElseThrow().ready();
    }
}
