package dev.atelier.gateway.contents;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Media types by the end of a name. The table is ours, so that they do not differ by computer. */
public final class MimeTypes {
    private static final Pattern COMPRESSED = Pattern.compile("\\.(gz|bz2|xz|zst|br|z)$");
    private static final Map<String, String> BY_EXTENSION = table("""
            text/plain txt text log
            text/csv csv
            text/tab-separated-values tsv
            text/html html htm
            text/css css
            text/markdown md markdown
            text/javascript js mjs
            text/x-python py
            text/x-java java
            text/x-sh sh
            text/x-c c h
            text/x-c++src cpp cc cxx
            text/x-r r
            text/x-rst rst
            text/x-scala scala
            text/xml xml
            text/calendar ics
            application/json json
            application/geo+json geojson
            application/yaml yaml yml
            application/toml toml
            application/pdf pdf
            application/zip zip
            application/x-tar tar tgz
            application/java-archive jar
            application/wasm wasm
            application/x-hdf5 h5 hdf5
            application/vnd.apache.parquet parquet
            application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
            application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
            application/octet-stream bin so o dll exe
            application/x-latex latex
            application/x-tex tex
            application/x-sh bash
            image/png png
            image/jpeg jpg jpeg
            image/gif gif
            image/svg+xml svg
            image/webp webp
            image/avif avif
            image/bmp bmp
            image/tiff tif tiff
            image/vnd.microsoft.icon ico
            audio/mpeg mp3
            audio/x-wav wav
            audio/ogg oga
            audio/flac flac
            video/mp4 mp4
            video/webm webm
            video/mpeg mpeg mpg
            video/quicktime mov
            font/woff woff
            font/woff2 woff2
            font/ttf ttf
            font/otf otf
            """);

    private MimeTypes() {}

    /** The type of a file of this name; of compressed files that of what is inside, as in Python's table. */
    public static Optional<String> of(String name) {
        String lower = COMPRESSED.matcher(name.toLowerCase(Locale.ROOT)).replaceFirst("");
        int dot = lower.lastIndexOf('.');
        return dot <= 0 ? Optional.empty() : Optional.ofNullable(BY_EXTENSION.get(lower.substring(dot + 1)));
    }

    /** Whether a file of this name is compressed as a whole. */
    static boolean isCompressed(String name) {
        return COMPRESSED.matcher(name.toLowerCase(Locale.ROOT)).find();
    }

    private static Map<String, String> table(String lines) {
        Map<String, String> types = new HashMap<>();
        lines.lines().map(line -> line.split(" ")).forEach(words -> {
            for (int i = 1; i < words.length; i++) {
                types.put(words[i], words[0]);
            }
        });
        return Map.copyOf(types);
    }
}
