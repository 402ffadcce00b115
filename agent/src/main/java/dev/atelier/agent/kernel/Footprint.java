package dev.atelier.agent.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a Python process was made from, so far as it reads it at its start alone: the folders of its modules with their
 * {@code .pth} files, its own program and environment, IPython's configuration. Each with its time and size, which whatever
 * installs or removes a package changes.
 */
final class Footprint {
    private static final String LOOK = """
            import glob, json, os, site, sys
            app, profile = shell.kernel.parent, shell.profile_dir
            scripts = [f for f in os.listdir(profile.startup_dir) if f.endswith((".py", ".ipy"))]
            own = any((scripts, app.exec_files, app.exec_lines, app.code_to_run, app.module_to_run, app.file_to_run,
                       os.environ.get("PYTHONSTARTUP")))
            folders = [p for p in sys.path if p] + [site.getusersitepackages(), sys.prefix]
            files = [f for p in folders for f in glob.glob(os.path.join(glob.escape(p), "*.pth"))]
            files += [sys.executable, os.path.realpath(sys.executable), os.path.join(sys.prefix, "pyvenv.cfg")]
            files += [os.path.join(p, n + e) for p in [*app.config_file_paths, profile.location]
                      for n in ("ipython_config", "ipython_kernel_config") for e in (".py", ".json")]
            with open(json.loads(given)["answer"], "w") as answer:
                json.dump({"own": own, "paths": folders + files + [profile.startup_dir]}, answer)
            """;
    private static final int MOST = 2000;

    private final Map<Path, String> seen = new HashMap<>();

    private Footprint() {}

    /** Empty where the process has run code of the person's own at its start, which may have looked where it is. */
    static Optional<Footprint> of(WarmProcess process) throws IOException, InterruptedException {
        Path answer = process.folder().path().resolve("footprint.json");
        process.run(LOOK, Map.of("answer", answer.toString()));
        JsonNode told = Json.read(Files.readString(answer), JsonNode.class);
        if (told.path("own").asBoolean(true) || told.path("paths").size() > MOST) {
            return Optional.empty();
        }
        Footprint footprint = new Footprint();
        told.path("paths").forEach(path -> {
            Path each = Path.of(path.asText());
            footprint.seen.put(each, look(each));
        });
        return Optional.of(footprint);
    }

    boolean isUnchanged() {
        return seen.entrySet().stream().allMatch(each -> look(each.getKey()).equals(each.getValue()));
    }

    private static String look(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return attributes.lastModifiedTime().toInstant() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) { // it is not there, which may change as well
            return "";
        }
    }
}
