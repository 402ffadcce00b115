package dev.atelier.gateway.datastore;

import static dev.atelier.gateway.compute.World.ADA;
import static dev.atelier.gateway.compute.World.BEN;
import static dev.atelier.gateway.compute.World.CLEO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.api.DatastoreSpec;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.InstanceState;
import dev.atelier.api.Mount;
import dev.atelier.api.MountSpec;
import dev.atelier.api.MountState;
import dev.atelier.api.Problem;
import dev.atelier.gateway.compute.World;
import dev.atelier.gateway.identity.Principal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatastoresTest {
    private static final DatastoreSpec BUCKET = new DatastoreSpec.S3(
            "bucket", Optional.of("http://127.0.0.1:1"), Optional.empty(), "key-id", "very-secret");

    @TempDir
    private Path folder;

    private World world;
    private Datastores datastores;
    private MountKeeper keeper;

    @BeforeEach
    void begin() throws IOException {
        world = new World(folder);
        datastores =
                new Datastores(world.database, world.events, Vault.open(folder.resolve("vault.json")), world.computes);
        keeper = new MountKeeper(datastores);
        world.agents.onArrival(keeper::arrived);
        world.reconciler.afterStop(datastores::released);
        world.computes.ensureLocal("ada");
        world.computes.create(BEN, "box", InstanceSpec.defaults());
        world.awaitState("box", InstanceState.RUNNING);
    }

    @AfterEach
    void end() {
        keeper.close();
        world.close();
    }

    private void mount(Principal who, boolean readOnly) throws IOException, InterruptedException {
        datastores.mount(who, "box", "data", new MountSpec("bucket", readOnly));
    }

    @Test
    void whatIsSealedUnderOneNameDoesNotOpenUnderAnother() throws Exception {
        Path key = folder.resolve("other/vault.json");
        Files.createDirectories(key.getParent());
        Vault vault = Vault.open(key);
        byte[] sealed = vault.seal("one", "secret");
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("secret");
        assertThat(Vault.open(key).open("one", sealed)).isEqualTo("secret");
        assertThatThrownBy(() -> vault.open("two", sealed)).hasMessageNotContaining("secret");
        sealed[sealed.length - 1] ^= 1;
        assertThatThrownBy(() -> vault.open("one", sealed)).isInstanceOf(IllegalStateException.class);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        try (var files = Files.list(key.getParent())) {
            assertThat(files).containsExactly(key);
        }
    }

    @Test
    void showsNoCredentialAnywhere() throws Exception {
        datastores.create(BEN, "bucket", BUCKET);
        mount(BEN, false);
        assertThat(datastores.all().toString() + datastores.mounts() + world.events.after(0) + BUCKET)
                .doesNotContain("very-secret");
        assertThat(new String(Files.readAllBytes(folder.resolve("atelier.db-wal")), StandardCharsets.ISO_8859_1))
                .doesNotContain("very-secret");
    }

    /** The name is the same in other letters; its credential has to open all the same. */
    @Test
    void isWrittenAgainInOtherLetters() throws Exception {
        datastores.create(BEN, "Bucket", BUCKET);
        assertThat(datastores.create(BEN, "bucket", BUCKET).name()).isEqualTo("Bucket");
        mount(BEN, false);
        assertThat(datastores.mounts()).singleElement().matches(m -> m.state() == MountState.MOUNTED);
    }

    @Test
    void isNotMovedElsewhereByMakingItAgain() throws Exception {
        datastores.create(BEN, "bucket", BUCKET);
        assertThatThrownBy(() -> datastores.create(BEN, "bucket", new DatastoreSpec.Local("/elsewhere")))
                .hasMessageContaining("There is a datastore “bucket” already")
                .hasMessageContaining("datastore delete bucket --yes");
        assertThat(datastores.require("bucket").location()).isEqualTo(BUCKET.location());
    }

    @Test
    void twoWhoMakeOneNameAtOnceDoNotMix() throws Exception {
        world.provider.hold("check");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> first = threads.submit(() -> datastores.create(BEN, "bucket", BUCKET));
            Future<?> second =
                    threads.submit(() -> datastores.create(CLEO, "bucket", new DatastoreSpec.Local("/elsewhere")));
            await().until(() -> world.provider.steps().stream()
                            .filter("check datastore"::equals)
                            .count()
                    == 2);
            world.provider.release("check");
            int refused = 0;
            for (Future<?> each : List.of(first, second)) {
                try {
                    each.get();
                } catch (java.util.concurrent.ExecutionException e) {
                    assertThat(e).hasMessageContaining("belongs to");
                    refused++;
                }
            }
            assertThat(refused).isEqualTo(1);
        }
        boolean bens = datastores.require("bucket").owner().equals("ben");
        assertThat(datastores.require("bucket").type()).isEqualTo(bens ? "s3" : "local");
    }

    @Test
    void onlyItsOwnerAndTheWorkspacesChangeIt() throws Exception {
        datastores.create(BEN, "bucket", BUCKET);
        assertThatThrownBy(() -> datastores.create(CLEO, "bucket", BUCKET)).hasMessageContaining("belongs to ben");
        assertThatThrownBy(() -> datastores.delete(CLEO, "bucket")).hasMessageContaining("belongs to ben");
        assertThatThrownBy(() -> mount(CLEO, false)).hasMessageContaining("belongs to ben");
        mount(ADA, false);
        assertThatThrownBy(() -> datastores.unmount(CLEO, "box", "data")).hasMessageContaining("belongs to ben");
        assertThatThrownBy(() -> datastores.delete(BEN, "bucket")).hasMessageContaining("is mounted in box");
    }

    @Test
    void mountsAndUnmountsAtOnceOneAfterTheOther() throws Exception {
        datastores.create(BEN, "bucket", BUCKET);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> calls = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                boolean up = i % 2 == 0;
                calls.add(() -> {
                    try {
                        if (up) {
                            mount(BEN, false);
                        } else {
                            datastores.unmount(BEN, "box", "data");
                        }
                    } catch (dev.atelier.api.ProblemException e) {
                        assertThat(e.problem().code()).isEqualTo("unknown-mount");
                    }
                    return null;
                });
            }
            for (Future<Void> each : threads.invokeAll(calls)) {
                each.get();
            }
        }
        assertThat(world.provider.overlaps()).noneMatch(o -> o.endsWith(" box"));
        assertThat(datastores.mounts()).hasSameSizeAs(world.provider.mounted());
    }

    /** A wish that can't be met takes nothing away from what is mounted. */
    @Test
    void aFailedSecondMountLeavesTheFirst() throws Exception {
        datastores.create(BEN, "bucket", BUCKET);
        mount(BEN, false);
        assertThatThrownBy(() -> mount(BEN, true)).hasMessageContaining("is mounted in box already");
        world.provider.fail("mount", new IOException("no more files"));
        assertThatThrownBy(() -> mount(BEN, false)).hasMessage("no more files");
        assertThat(datastores.mounts()).singleElement().satisfies(m -> {
            assertThat(m.state()).isEqualTo(MountState.FAILED);
            assertThat(m.readOnly()).isFalse();
        });
        datastores.unmount(BEN, "box", "data");
        assertThatThrownBy(() -> mount(BEN, false)).hasMessage("no more files");
        assertThat(datastores.mounts()).isEmpty();
    }

    @Test
    void comesBackWithItsInstance() throws Exception {
        datastores.create(BEN, "bucket", BUCKET);
        mount(BEN, false);
        world.computes.stop(BEN, "box");
        world.awaitState("box", InstanceState.STOPPED);
        assertThat(world.provider.mounted()).isEmpty();
        assertThat(datastores.mounts()).singleElement().matches(m -> m.state() == MountState.UNMOUNTED);
        assertThatThrownBy(() -> mount(BEN, false)).hasMessageContaining("is Stopped");
        datastores.restore("box");
        assertThat(world.provider.mounted()).isEmpty();
        world.computes.start(BEN, "box");
        world.awaitState("box", InstanceState.RUNNING);
        await().untilAsserted(() -> assertThat(world.provider.mounted()).containsExactly("box/data"));
        assertThat(datastores.restore("gone")).isFalse();
    }

    private void restartWith(Exception failure) throws Exception {
        datastores.create(BEN, "bucket", BUCKET);
        mount(BEN, false);
        world.computes.stop(BEN, "box");
        world.awaitState("box", InstanceState.STOPPED);
        world.provider.fail("mount", failure);
        world.computes.start(BEN, "box");
        world.awaitState("box", InstanceState.RUNNING);
        await().untilAsserted(() -> assertThat(datastores.mounts())
                .singleElement()
                .returns(MountState.FAILED, Mount::state)
                .returns(Optional.of(failure.getMessage()), Mount::reason));
    }

    @Test
    void whatAPassingTroubleKeptAwayIsTriedAgain() throws Exception {
        restartWith(new IOException("the bucket's server is not there yet"));
        world.provider.heal("mount");
        await().untilAsserted(() -> assertThat(world.provider.mounted()).containsExactly("box/data"));
        assertThat(datastores.mounts()).singleElement().returns(MountState.MOUNTED, Mount::state);
    }

    @Test
    void whatIsRefusedIsNotTriedAgain() throws Exception {
        restartWith(
                Problem.of(403, "wrong-credentials", "The key is not taken.").asException());
        assertThat(datastores.restoreFailed("box")).isFalse();
    }
}
