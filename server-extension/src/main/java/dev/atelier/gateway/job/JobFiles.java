package dev.atelier.gateway.job;

import dev.atelier.api.JobSpec;
import dev.atelier.api.Names;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.identity.Secrets;
import dev.atelier.gateway.provider.Inside;
import dev.atelier.gateway.share.GrowingFile;
import dev.atelier.gateway.share.Share;
import dev.atelier.gateway.share.SharePath;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The files of jobs on the share: {@code jobs/NAME/std_log.txt}, and the script where it came as text. */
public final class JobFiles {
    private static final String FOLDER = "jobs";
    private static final String MAIN = "main";
    private static final String LOG = "std_log.txt";
    private static final int MAX_LOG_ANSWER = 8 << 20;

    private final Share files;
    private final Path share;

    public JobFiles(Share files) {
        this.files = files;
        this.share = files.root();
    }

    /**
     * A job as it will be run.
     *
     * @param text the script that has to be written first, where it came as text
     */
    record Planned(String name, List<String> command, String folder, String log, Optional<Text> text) {}

    record Text(SharePath path, String code) {}

    private enum Language {
        PYTHON(".py"),
        JAVA(".java"),
        BASH(".sh");

        private final String ending;

        Language(String ending) {
            this.ending = ending;
        }
    }

    /** Looks at what there is; makes nothing. */
    Planned plan(JobSpec spec, Inside inside) {
        Path folder = existingFolder(spec.folder());
        if (spec.script().isPresent() == spec.code().isPresent()) {
            throw Problem.of(
                            400,
                            "no-script",
                            "A job runs either a script of the share or a text, and "
                                    + (spec.script().isPresent() ? "both" : "neither") + " was given.",
                            "Submit a file: `compute submit train.py --on " + spec.compute() + "`")
                    .asException();
        }
        Optional<Path> script =
                spec.script().isPresent() ? Optional.of(existingScript(spec, folder)) : Optional.empty();
        Language language = language(spec);
        String name = spec.name().map(Names::requireJob).orElseGet(() -> drawName(spec));
        Optional<Text> text = spec.code().map(code -> new Text(ownFolder(name).child(MAIN + language.ending), code));
        List<String> command = new ArrayList<>(interpreter(language, inside));
        String path = script.map(s -> share.relativize(s).toString())
                .orElseGet(() -> text.orElseThrow().path().text());
        command.add(inside.share().resolve(path).toString());
        command.addAll(spec.arguments());
        return new Planned(name, command, share.relativize(folder).toString(), FOLDER + "/" + name + "/" + LOG, text);
    }

    private static SharePath ownFolder(String name) {
        return SharePath.ROOT.child(FOLDER).child(name);
    }

    /** Makes the job's folder, and the script where it came as text. */
    void make(Planned job) throws IOException {
        for (SharePath folder : List.of(SharePath.ROOT.child(FOLDER), ownFolder(job.name()))) {
            if (files.find(folder).isEmpty()) {
                makeFolder(folder);
            }
        }
        if (job.text().isPresent()) {
            Text text = job.text().orElseThrow();
            files.write(text.path(), out -> out.write(text.code().getBytes(StandardCharsets.UTF_8)));
        }
    }

    /**
     * Takes away what {@link #make} made for a job that never was; whatever else lies in its folder stays.
     *
     * @param text whether its script came as text, and was written here
     */
    void unmake(String name, boolean text) throws IOException {
        if (text) {
            for (Language language : Language.values()) {
                removeIfThere(ownFolder(name).child(MAIN + language.ending));
            }
        }
        if (files.find(ownFolder(name)).isPresent() && files.isPlainFolder(ownFolder(name))) {
            removeIfThere(ownFolder(name));
        }
    }

    private void removeIfThere(SharePath path) throws IOException {
        try {
            files.delete(path);
        } catch (ProblemException e) {
            if (e.problem().status() != 404 && !e.problem().code().equals("folder-not-empty")) {
                throw e;
            }
        }
    }

    private void makeFolder(SharePath folder) throws IOException {
        try {
            files.createFolder(folder);
        } catch (ProblemException e) {
            if (e.problem().status() != 409) { // somebody else may have made it
                throw e;
            }
        }
    }

    private static List<String> interpreter(Language language, Inside inside) {
        return switch (language) {
            case PYTHON -> List.of(inside.python().toString());
            case JAVA -> List.of(inside.java().toString());
            case BASH -> List.of("bash");
        };
    }

    private static Language language(JobSpec spec) {
        String word = spec.language().orElse("");
        String script = spec.script().orElse("");
        for (Language language : Language.values()) {
            if (language.name().equalsIgnoreCase(word) || (word.isEmpty() && script.endsWith(language.ending))) {
                return language;
            }
        }
        if (word.isEmpty() && spec.code().isPresent()) {
            return Language.PYTHON;
        }
        String what = word.isEmpty() ? "“" + Names.shown(script) + "”" : "the language “" + Names.shown(word) + "”";
        throw Problem.of(
                        400,
                        "unknown-language",
                        "It is not known how to run " + what + ".",
                        "Scripts end in .py, .java or .sh; or say --language python, java or bash.")
                .asException();
    }

    private Path existingFolder(String folder) {
        Path path = inside(share, folder);
        return Files.isDirectory(path) ? path : share;
    }

    private Path existingScript(JobSpec spec, Path folder) {
        String script = spec.script().orElseThrow();
        Path path = inside(folder, script);
        if (!Files.isRegularFile(path)) {
            String where = folder.equals(share) ? "the share" : "the share's folder " + share.relativize(folder);
            throw Problem.of(
                            404,
                            "no-such-script",
                            "There is no file “" + Names.shown(script) + "” in " + where + ".",
                            "Give a path relative to that folder.")
                    .asException();
        }
        return path;
    }

    private Path inside(Path folder, String path) {
        try {
            Path resolved = folder.resolve(path).normalize();
            Path real = Files.exists(resolved) ? resolved.toRealPath() : resolved;
            if (!resolved.startsWith(share) || !real.startsWith(share.toRealPath())) {
                throw outside(path);
            }
            return resolved;
        } catch (java.nio.file.InvalidPathException | IOException e) {
            throw outside(path);
        }
    }

    private static ProblemException outside(String path) {
        return Problem.of(
                        400,
                        "outside-the-share",
                        "“" + Names.shown(path) + "” is not on the share.",
                        "Jobs run what lies on the share: give a path relative to it.")
                .asException();
    }

    private static String drawName(JobSpec spec) {
        String script = spec.script()
                .map(s -> Path.of(s).getFileName().toString().replaceFirst("\\.[^.]*$", ""))
                .orElse("cell");
        String words = script.replaceAll("[^A-Za-z0-9_-]", "-").replaceFirst("^[^A-Za-z0-9]+", "");
        String start = words.isEmpty() ? "job" : words.substring(0, Math.min(40, words.length()));
        return start + "-" + Secrets.draw().substring(0, 6);
    }

    /** The log as it is now, its end where it is very long. */
    public byte[] log(JobRecord job) throws IOException {
        return logOf(job).end(MAX_LOG_ANSWER);
    }

    /** Copies the log while it grows, until the job has ended and all is out. */
    public void follow(JobRecord job, OutputStream out, BooleanSupplier ended)
            throws IOException, InterruptedException {
        logOf(job).follow(out, ended);
    }

    private GrowingFile logOf(JobRecord job) {
        return new GrowingFile(files, SharePath.of(job.log()));
    }
}
