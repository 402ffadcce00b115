package dev.atelier.kernel.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.kernel.history.History.Entry;
import dev.atelier.kernel.history.History.Repeats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
    @TempDir
    Path folder;

    private final List<String> complaints = new ArrayList<>();

    private History history() {
        return new History(folder.resolve("deep").resolve("history.jsonl"), complaints::add);
    }

    @Test
    void laterSessionsSeeEarlierOnes() {
        History first = history();
        first.add(1, "a\nb");
        first.add(2, "c");
        History second = history();
        second.add(1, "d");
        assertThat(second.tail(2)).containsExactly(new Entry(1, 2, "c"), new Entry(2, 1, "d"));
        assertThat(second.range(-1, 1, 2)).containsExactly(new Entry(1, 1, "a\nb"));
        assertThat(second.range(0, 0, 99)).containsExactly(new Entry(2, 1, "d"));
    }

    @Test
    void searchesByGlob() {
        History history = history();
        history.add(1, "1+2");
        history.add(2, "x");
        history.add(3, "1+2");
        assertThat(history.search("1?2*", 10, Repeats.ALL)).hasSize(2);
        assertThat(history.search("1?2*", 10, Repeats.ONCE)).containsExactly(new Entry(1, 3, "1+2"));
        assertThat(history.search("1.2", 10, Repeats.ALL)).isEmpty();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void nobodyElseMayReadIt() throws IOException {
        history().add(1, "String password = \"x\";");
        Path deep = folder.resolve("deep");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(deep)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(deep.resolve("history.jsonl"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aTornLineCostsOnlyItself() throws IOException {
        History first = history();
        first.add(1, "a");
        Files.writeString(
                folder.resolve("deep").resolve("history.jsonl"), "{\"session\":1,\n", StandardOpenOption.APPEND);
        assertThat(history().tail(9)).containsExactly(new Entry(1, 1, "a"));
    }

    @Test
    void aFileThatCannotBeWrittenIsToldAndNothingElse() throws IOException {
        Files.writeString(folder.resolve("deep"), "a file where a folder should be");
        History history = history();
        history.add(1, "a");
        assertThat(history.tail(1)).containsExactly(new Entry(1, 1, "a"));
        assertThat(complaints).isNotEmpty();
    }

    @Test
    void eachPlatformHasItsFolder() {
        Path home = Path.of("/home/p");
        assertThat(DataFolder.of(Map.of(), "Linux", home)).isEqualTo(Path.of("/home/p/.local/share/atelier"));
        assertThat(DataFolder.of(Map.of("ATELIER_DATA", "/i/data", "XDG_DATA_HOME", "/x"), "Linux", home))
                .isEqualTo(Path.of("/i/data"));
        assertThat(DataFolder.of(Map.of("XDG_DATA_HOME", "/x"), "Linux", home)).isEqualTo(Path.of("/x/atelier"));
        assertThat(DataFolder.of(Map.of(), "Mac OS X", home))
                .isEqualTo(Path.of("/home/p/Library/Application Support/atelier"));
    }
}
