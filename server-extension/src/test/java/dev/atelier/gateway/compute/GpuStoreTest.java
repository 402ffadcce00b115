package dev.atelier.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.gateway.provider.GpuClaims.Claimed;
import dev.atelier.gateway.provider.GpuClaims.Outcome;
import dev.atelier.gateway.provider.GpuClaims.Taken;
import dev.atelier.gateway.provider.Place;
import dev.atelier.gateway.store.Database;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpuStoreTest {
    private static final List<String> CARDS = List.of("/dev/a", "/dev/b", "/dev/c");

    @TempDir
    private Path folder;

    private Database database;
    private GpuStore gpus;

    @BeforeEach
    void begin() {
        database = Database.open(folder.resolve("atelier.db"));
        gpus = new GpuStore(database);
    }

    @AfterEach
    void end() {
        database.close();
    }

    private static Place place(String name, long generation) {
        return new Place(name, "ada", "gpu.1", Optional.empty(), Optional.empty(), generation);
    }

    @Test
    void whoeverAsksAgainHasTheSame() {
        assertThat(gpus.claim(place("box", 1), 2, CARDS)).isEqualTo(new Claimed(List.of("/dev/a", "/dev/b")));
        assertThat(gpus.claim(place("BOX", 1), 2, CARDS)).isEqualTo(new Claimed(List.of("/dev/a", "/dev/b")));
        assertThat(gpus.claim(place("box", 1), 1, List.of("/dev/b"))).isEqualTo(new Claimed(List.of("/dev/b")));
    }

    @Test
    void whoWantsMoreThanIsFreeGetsNoneAndHearsWhoHasThem() {
        gpus.claim(place("one", 1), 1, CARDS);
        gpus.claim(place("two", 2), 1, CARDS);
        assertThat(gpus.claim(place("three", 3), 2, CARDS)).isEqualTo(new Taken(1, List.of("one", "two")));
        assertThat(gpus.claim(place("four", 4), 1, CARDS)).isEqualTo(new Claimed(List.of("/dev/c")));
        assertThat(gpus.claim(place("three", 3), 1, CARDS)).isEqualTo(new Taken(0, List.of("four", "one", "two")));
    }

    @Test
    void whatIsGivenBackIsOthersAndAnEarlierGenerationGivesNothingBackForALaterOne() {
        gpus.claim(place("box", 2), 3, CARDS);
        gpus.release(place("box", 1));
        assertThat(gpus.claim(place("other", 3), 1, CARDS)).isInstanceOf(Taken.class);
        gpus.release(place("box", 2));
        assertThat(gpus.claim(place("other", 3), 1, CARDS)).isInstanceOf(Claimed.class);
    }

    @Test
    void theNextGatewayKnowsThem() {
        gpus.claim(place("box", 1), 1, List.of("/dev/b"));
        database.close();
        database = Database.open(folder.resolve("atelier.db"));
        assertThat(new GpuStore(database).claim(place("other", 2), 1, List.of("/dev/b")))
                .isEqualTo(new Taken(0, List.of("box")));
    }

    @Test
    void ofManyAtOnceNoTwoHaveTheSame() throws Exception {
        List<Future<Outcome>> all = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 40; i++) {
                Place place = place("box" + i, i);
                all.add(threads.submit(() -> gpus.claim(place, 1, CARDS)));
            }
        }
        List<String> got = new ArrayList<>();
        for (Future<Outcome> one : all) {
            if (one.get() instanceof Claimed claimed) {
                got.addAll(claimed.cards());
            }
        }
        assertThat(got).containsExactlyInAnyOrderElementsOf(CARDS);
    }
}
