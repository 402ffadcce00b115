package dev.atelier.gateway.contents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.gateway.share.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Remembers which notebooks a person has run or trusted here, by the digest of their content: scripts in the outputs of
 * any other notebook do not run when it is opened. As Jupyter's notary does, with the file's own digest for a signature,
 * since the store lies where only the gateway writes.
 */
public final class TrustStore {
    private static final int MOST = 65_536;
    private static final Set<String> HARMLESS = Set.of("output_type", "execution_count", "metadata");
    private static final Set<String> SHOWN = Set.of("execute_result", "display_data");

    private static final int MOST_FILES = 4096;

    private final Path file;
    private final Set<String> digests = new LinkedHashSet<>();
    /** By the hash of a file's bytes that of the notebook as it would be written here, which takes longer to find out. */
    private final Map<Sha256, Sha256> byFile = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Sha256, Sha256> eldest) {
            return size() > MOST_FILES;
        }
    };

    /** @param file a line for each trusted notebook, hex of SHA-256, the newest one last; made when it is missing */
    public TrustStore(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
            digests.addAll(lines.subList(Math.max(0, lines.size() - MOST), lines.size()));
            if (lines.size() > 2 * MOST) {
                Path shorter = file.resolveSibling(file.getFileName() + ".new");
                Files.write(shorter, digests, StandardCharsets.US_ASCII);
                Files.move(shorter, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } else {
            Files.createDirectories(file.toAbsolutePath().getParent());
        }
    }

    /** Whether every code cell was trusted by the page, or has only outputs that do nothing. */
    static boolean vouchedFor(JsonNode notebook) {
        for (JsonNode cell : notebook.path("cells")) {
            boolean code = cell.path("cell_type").asText().equals("code");
            if (code && !cell.path("metadata").path("trusted").asBoolean(false) && hasOutputsThatAct(cell)) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasOutputsThatAct(JsonNode cell) {
        for (JsonNode output : cell.path("outputs")) {
            if (SHOWN.contains(output.path("output_type").asText())
                    && output.properties().stream().anyMatch(entry -> !HARMLESS.contains(entry.getKey()))) {
                return true;
            }
        }
        return false;
    }

    /** @param hash of the notebook as it is written */
    void trust(Sha256 hash) throws IOException {
        String digest = hash.hex();
        synchronized (digests) {
            if (!digests.add(digest)) {
                return;
            }
            if (digests.size() > MOST) {
                digests.remove(digests.iterator().next());
            }
            Files.writeString(
                    file,
                    digest + "\n",
                    StandardCharsets.US_ASCII,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }

    /** @param hash of a file that was written here */
    void wrote(Sha256 hash) {
        remember(hash, hash);
    }

    /**
     * Writes {@code metadata.trusted} on the code cells, as JupyterLab reads it.
     *
     * @param onDisk of the file's bytes
     */
    void mark(Notebook notebook, Sha256 onDisk) {
        Optional<Sha256> known = known(onDisk);
        Sha256 hash = known.orElseGet(notebook::hash);
        if (known.isEmpty()) {
            remember(onDisk, hash);
        }
        boolean trusted = isTrusted(hash);
        for (JsonNode cell : notebook.cells()) {
            if (cell instanceof ObjectNode code
                    && code.path("cell_type").asText().equals("code")) {
                code.withObjectProperty("metadata").put("trusted", trusted);
            }
        }
    }

    private boolean isTrusted(Sha256 hash) {
        synchronized (digests) {
            return digests.contains(hash.hex());
        }
    }

    private Optional<Sha256> known(Sha256 onDisk) {
        synchronized (byFile) {
            return Optional.ofNullable(byFile.get(onDisk));
        }
    }

    private void remember(Sha256 onDisk, Sha256 hash) {
        synchronized (byFile) {
            byFile.put(onDisk, hash);
        }
    }
}
