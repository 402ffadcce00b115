package dev.atelier.gateway.lab;

import dev.atelier.api.Problem;
import dev.atelier.gateway.contents.MimeTypes;
import dev.atelier.gateway.http.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Files of the program, out of folders that the operator installed; the first folder that has one gives it. */
final class Assets {
    private static final Pattern HASHED = Pattern.compile("(^|.*[.-])[0-9a-f]{16,}\\.[A-Za-z0-9.]+");

    private final List<Path> folders;

    Assets(List<Path> folders) {
        this.folders = folders;
    }

    /** @param path the gate has made sure that no segment is empty or {@code ..} */
    Reply get(String path) {
        for (Path folder : folders) {
            Path file = folder.resolve(path).normalize();
            if (file.startsWith(folder) && Files.isRegularFile(file)) {
                String name = file.getFileName().toString();
                return new Reply.File(type(name), file, Map.of("Cache-Control", caching(name)));
            }
        }
        throw Problem.of(404, "not-found", "There is no asset " + path + ".").asException();
    }

    /** What has its digest in its name never changes; everything else is asked for again, and mostly answered by 304. */
    private static String caching(String name) {
        return HASHED.matcher(name).matches() ? "public, max-age=31536000, immutable" : "no-cache";
    }

    private static String type(String name) {
        String type =
                MimeTypes.of(name).orElse(name.endsWith(".map") ? "application/json" : "application/octet-stream");
        return type.startsWith("text/") ? type + "; charset=utf-8" : type;
    }
}
