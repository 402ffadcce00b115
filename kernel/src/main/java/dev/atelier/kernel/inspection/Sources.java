package dev.atelier.kernel.inspection;

import dev.atelier.kernel.inspection.Described.DocumentedAt;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The sources of what a notebook can name: the JDK's {@code src.zip}, where this runtime has one, and {@code X-sources.jar} beside
 * each {@code X.jar} that was added. Files that were read are remembered; archives stay open, as long as the kernel lives.
 */
final class Sources {
    private static final int REMEMBERED = 60;
    private static final int MAX_SOURCE_BYTES = 4 << 20;

    private final Optional<Path> jdk;
    private final List<Path> jars = new ArrayList<>();
    private final Map<Path, ZipFile> open = new HashMap<>();
    private final Map<String, SourceIndex> indexes = new LinkedHashMap<>(16, 0.75f, true);

    /** @param jdk the JDK's own sources, if they are there */
    Sources(Optional<Path> jdk) {
        this.jdk = jdk;
    }

    /** Of the runtime that runs this. */
    static Sources ofThisRuntime() {
        return new Sources(Optional.of(Path.of(System.getProperty("java.home"), "lib", "src.zip"))
                .filter(Files::isReadable));
    }

    void add(Path jar) {
        String name = jar.getFileName().toString();
        if (name.endsWith(".jar")) {
            jars.add(jar.resolveSibling(name.substring(0, name.length() - ".jar".length()) + "-sources.jar"));
        }
    }

    Optional<SourceIndex.Entry> find(DocumentedAt place) {
        String file = place.topLevel().replace('.', '/') + ".java";
        return index(place.module(), file).flatMap(index -> index.find(place.key()));
    }

    private Optional<SourceIndex> index(String module, String file) {
        String name = module + "/" + file;
        Optional<SourceIndex> known = Optional.ofNullable(indexes.get(name));
        if (known.isPresent()) {
            return known;
        }
        Optional<SourceIndex> read = text(module, file).map(SourceIndex::of);
        read.ifPresent(index -> indexes.put(name, index));
        if (indexes.size() > REMEMBERED) {
            indexes.remove(indexes.keySet().iterator().next());
        }
        return read;
    }

    private Optional<String> text(String module, String file) {
        if (!module.isEmpty() && jdk.isPresent()) {
            Optional<String> text = read(jdk.get(), module + "/" + file);
            if (text.isPresent()) {
                return text;
            }
        }
        return jars.stream().flatMap(jar -> read(jar, file).stream()).findFirst();
    }

    private Optional<String> read(Path archive, String name) {
        try {
            ZipFile zip = open.get(archive);
            if (zip == null) {
                // Sources may come later than their jar: they are fetched behind a cell's back.
                if (!Files.isReadable(archive)) {
                    return Optional.empty();
                }
                zip = new ZipFile(archive.toFile());
                open.put(archive, zip);
            }
            ZipEntry entry = zip.getEntry(name);
            if (entry == null) {
                return Optional.empty();
            }
            try (InputStream in = zip.getInputStream(entry)) {
                return Optional.of(new String(in.readNBytes(MAX_SOURCE_BYTES), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // Sources that cannot be read are as good as none.
            return Optional.empty();
        }
    }
}
