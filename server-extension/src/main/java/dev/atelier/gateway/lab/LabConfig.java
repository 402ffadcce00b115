package dev.atelier.gateway.lab;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * @param basePath the gateway's base path
 * @param prefix the Python environment that JupyterLab is installed in
 * @param extensions folders of prebuilt extensions besides the environment's own; the first one wins
 * @param state a folder of the gateway's own for what people set
 * @param serverRoot the share's root, as people see it; terminals and kernels show paths against it
 */
public record LabConfig(String basePath, Path prefix, List<Path> extensions, Path state, String serverRoot) {

    public LabConfig {
        extensions = List.copyOf(extensions);
    }

    Path lab() {
        return prefix.resolve("share/jupyter/lab");
    }

    List<Path> extensionPath() {
        List<Path> path = new ArrayList<>(extensions);
        path.add(prefix.resolve("share/jupyter/labextensions"));
        return path;
    }

    /** The server's own icons. */
    Optional<Path> favicons() throws IOException {
        return serverFile("static/favicons");
    }

    /** Something of jupyter_server's package, wherever this Python keeps its packages. */
    Optional<Path> serverFile(String below) throws IOException {
        Path lib = prefix.resolve("lib");
        if (!Files.isDirectory(lib)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> pythons = Files.newDirectoryStream(lib, "python*")) {
            for (Path python : pythons) {
                Path file = python.resolve("site-packages/jupyter_server").resolve(below);
                if (Files.exists(file)) {
                    return Optional.of(file);
                }
            }
        }
        return Optional.empty();
    }
}
