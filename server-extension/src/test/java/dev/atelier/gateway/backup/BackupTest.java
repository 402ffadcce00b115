package dev.atelier.gateway.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.gateway.store.Database;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupTest {
    private static final List<String> STATE = List.of(
            "token",
            "gateway-id",
            "vault.json",
            "atelier.yml",
            "ssh/0a1b.json",
            "lab/ben/workspaces/default.json",
            "lab/root/settings/theme.json",
            "instances/box/agent-config.json",
            "instances/agent/agent-config.json",
            "instances/env/host.json",
            "instances/host/host.json",
            "instances/host/share-server/key/0a1b.json",
            "engines/far/key/0a1b.json",
            "engines/far/share-port",
            "engines/far/share-server/key/0a1b.json");
    private static final List<String> ELSE = List.of(
            "gateway.log",
            "gateway.lock",
            "programs/token",
            "environments/1/bin/python",
            "instances/box/env/token",
            "instances/box/scratch/token",
            "instances/box/agent/journal",
            "engines/far/share-server/root/x",
            "token.part",
            "lab/ben/x.tmp");

    @TempDir
    private Path folder;

    private Path home;
    private Path file;

    @BeforeEach
    void fill() throws IOException {
        home = folder.resolve("home");
        file = folder.resolve("backup.zip");
        for (List<String> names : List.of(STATE, ELSE)) {
            for (String name : names) {
                Files.createDirectories(home.resolve(name).getParent());
                Files.writeString(home.resolve(name), "this is " + name);
            }
        }
        try (Database store = Database.open(home.resolve("atelier.db"))) {
            write(store, "one");
            store.write(h -> h.execute("INSERT INTO generation (kind, newest) VALUES ('instance', 7)"));
            store.write(h ->
                    h.execute("INSERT INTO instance (name, owner, provider, size, tags, desired, state, since, created,"
                            + " generation, resting) VALUES ('box', 'one', 'docker', 'small', '{}', 'STOPPED', 'STOPPED', '2026', '2026',"
                            + " 7, 1)"));
        }
    }

    private static void write(Database store, String subject) {
        store.write(h -> h.execute("INSERT INTO person (name, role, created) VALUES (?, 'OWNER', '2026')", subject));
    }

    private static List<String> written(Path store) {
        try (Database database = Database.open(store)) {
            return database.read(h -> h.createQuery("SELECT name FROM person ORDER BY name")
                    .mapTo(String.class)
                    .list());
        }
    }

    private static List<String> files(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(f -> root.relativize(f).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void theStateComesBackInAnEmptyHome() throws Exception {
        new Backup(home, "1").write(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Path other = Files.createDirectory(folder.resolve("other"));
        Restore.Done done = new Restore(other).from(file);
        assertThat(done.aside()).isEmpty();
        assertThat(written(other.resolve("atelier.db"))).containsExactly("one");
        try (Database store = Database.open(other.resolve("atelier.db"))) {
            int newest = store.read(h -> h.createQuery("SELECT newest FROM generation")
                    .mapTo(int.class)
                    .one());
            String box = store.read(h -> h.createQuery("SELECT desired || ' ' || state || ' ' || resting FROM instance")
                    .mapTo(String.class)
                    .one());
            assertThat(box).as("it may run by now").isEqualTo("STOPPED STOPPING 0");
            assertThat(newest).as("what was made since has had numbers too").isGreaterThan(100);
        }
        assertThat(files(other)).containsAll(STATE).doesNotContainAnyElementsOf(ELSE);
        for (String name : STATE) {
            assertThat(other.resolve(name)).hasContent("this is " + name);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(other.resolve(name))))
                    .isEqualTo("rw-------");
        }
        assertThat(files(home)).as("nothing of the backup's own is left").noneMatch(n -> n.startsWith("backup"));
    }

    @Test
    void whatWasThereIsMovedAside() throws Exception {
        new Backup(home, "1").write(file);
        try (Database store = Database.open(home.resolve("atelier.db"))) {
            write(store, "two");
        }
        Files.writeString(home.resolve("token"), "newer");
        Files.writeString(home.resolve("ssh/newer.json"), "newer");
        Files.createDirectories(home.resolve("instances/newer"));
        Files.writeString(home.resolve("instances/newer/agent-config.json"), "newer");
        Restore restore = new Restore(home);
        assertThat(restore.wouldReplace()).isTrue();
        Path aside = restore.from(file).aside().orElseThrow();
        assertThat(written(home.resolve("atelier.db"))).containsExactly("one");
        assertThat(home.resolve("token")).hasContent("this is token");
        assertThat(home.resolve("ssh/newer.json")).doesNotExist();
        assertThat(written(aside.resolve("atelier.db"))).containsExactly("one", "two");
        assertThat(aside.resolve("ssh/newer.json")).hasContent("newer");
        assertThat(home.resolve("instances/box/scratch/token")).exists();
        assertThat(home.resolve("instances/newer/agent-config.json"))
                .as("it may run")
                .exists();
    }

    /** A gateway that writes all the time is copied as it was at one moment. */
    @Test
    void aStoreInUseIsCopiedWhole() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        try (Database store = Database.open(home.resolve("atelier.db"))) {
            Thread writer = Thread.ofVirtual().start(() -> {
                for (int i = 0; !enough.get(); i++) {
                    String number = "%06d".formatted(i);
                    store.write(h -> h.execute(
                            "INSERT INTO person (name, role, created) VALUES (?, 'OWNER', '2026'), (?, 'OWNER', '2026')",
                            number + "a",
                            number + "b"));
                }
            });
            for (int i = 0; i < 5; i++) {
                Path each = folder.resolve("backup" + i + ".zip");
                new Backup(home, "1").write(each);
                Path other = Files.createDirectory(folder.resolve("other" + i));
                new Restore(other).from(each);
                List<String> people = written(other.resolve("atelier.db"));
                assertThat(people.size() % 2).as("pairs, and the one before").isEqualTo(1);
            }
            enough.set(true);
            writer.join();
        }
    }

    /** Wherever a restore was killed, the next one brings the same. */
    @Test
    void aRestoreThatWasBrokenOffIsDoneAgain() throws Exception {
        new Backup(home, "1").write(file);
        Files.delete(home.resolve("atelier.db"));
        Files.delete(home.resolve("token"));
        Files.writeString(home.resolve("atelier.db-wal"), "of another store");
        Files.writeString(home.resolve("restoring"), file.toString());
        assertThatThrownBy(() -> Restore.requireNoneBrokenOff(home)).hasMessageContaining("./atelier restore " + file);
        assertThat(new Restore(home).wouldReplace()).isFalse();
        new Restore(home).from(file);
        Restore.requireNoneBrokenOff(home);
        assertThat(written(home.resolve("atelier.db"))).containsExactly("one");
        assertThat(home.resolve("token")).hasContent("this is token");
    }

    @Test
    void nothingIsWrittenOver() throws Exception {
        Files.writeString(file, "mine");
        assertThatThrownBy(() -> new Backup(home, "1").write(file)).hasMessageContaining("already");
        assertThat(file).hasContent("mine");
        assertThatThrownBy(() -> new Backup(folder, "1").write(folder.resolve("x.zip")))
                .hasMessageContaining("no state");
        assertThat(files(folder)).noneMatch(n -> n.startsWith("backup") && n.endsWith(".part"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil",
                "ssh/../../evil",
                "/etc/evil",
                "programs/agent/atelier-agent.jar",
                "instances/box/env/bin/python",
                "ssh//evil",
                "token.part"
            })
    void whatBelongsToNoBackupIsRefused(String name) throws Exception {
        new Backup(home, "1").write(file);
        Path other = Files.createDirectory(folder.resolve("other"));
        Path evil = folder.resolve("evil.zip");
        copyWith(Map.of(name, "evil"), evil);
        assertThatThrownBy(() -> new Restore(other).from(evil)).hasMessageContaining("belongs to no backup");
        assertThat(files(other)).isEmpty();
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    @Test
    void whatIsDamagedOrNewerChangesNothing() throws Exception {
        new Backup(home, "1").write(file);
        Path bad = folder.resolve("bad.zip");
        byte[] whole = Files.readAllBytes(file);
        for (int cut : new int[] {0, 1, whole.length / 2, whole.length - 1}) {
            Files.write(bad, java.util.Arrays.copyOf(whole, cut));
            refused(bad, "no whole backup");
        }
        copyWith(
                Map.of("backup.json", "{\"format\": 2, \"version\": \"9\", \"created\": \"2026-01-01T00:00:00Z\"}"),
                bad);
        refused(bad, "Atelier 9 in format 2");
        copyWith(Map.of("backup.json", "[]"), bad);
        refused(bad, "does not say what it is");
        copyWith(Map.of("atelier.db", "no store at all, though long enough to have a header of one"), bad);
        refused(bad, "its store");
        Path newer = folder.resolve("newer.db");
        try (Database store = Database.open(newer)) {
            store.write(h -> h.execute("PRAGMA user_version = 999"));
        }
        copyWith(newer, bad);
        refused(bad, "schema 999");
    }

    private void refused(Path bad, String words) throws IOException {
        List<String> before = files(home);
        assertThatThrownBy(() -> new Restore(home).from(bad)).hasMessageContaining(words);
        assertThat(files(home)).isEqualTo(before);
        assertThat(home.resolve("token")).hasContent("this is token");
    }

    private void copyWith(Path store, Path to) throws IOException {
        Map<String, byte[]> entries = entries();
        entries.put("atelier.db", Files.readAllBytes(store));
        write(entries, to);
    }

    private void copyWith(Map<String, String> more, Path to) throws IOException {
        Map<String, byte[]> entries = entries();
        more.forEach((name, text) -> entries.put(name, text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        write(entries, to);
    }

    private Map<String, byte[]> entries() throws IOException {
        Map<String, byte[]> entries = new HashMap<>();
        try (var archive = new java.util.zip.ZipFile(file.toFile())) {
            for (ZipEntry entry : archive.stream().toList()) {
                entries.put(entry.getName(), archive.getInputStream(entry).readAllBytes());
            }
        }
        return entries;
    }

    private static void write(Map<String, byte[]> entries, Path to) throws IOException {
        try (OutputStream out = Files.newOutputStream(to);
                ZipOutputStream archive = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                archive.putNextEntry(new ZipEntry(entry.getKey()));
                archive.write(entry.getValue());
            }
        }
    }
}
