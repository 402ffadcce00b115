package dev.atelier.gateway.job;

import dev.atelier.api.JobSpec;
import dev.atelier.api.Names;
import dev.atelier.api.Problem;
import dev.atelier.gateway.identity.Secrets;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The files of jobs on the share: {@code jobs/NAME/std_log.txt}, and the script where it came as text. */
public final class JobFiles {
    private static final String FOLDER = "jobs";
    private static final String LOG = "std_log.txt";
    private static final long PAUSE_MILLIS = 30;
    private static final long MAX_LOG_ANSWER = 8L << 20;

    private final Path share;
    private final Path java;

    public JobFiles(Path share, Path java) {
        this.share = share;
        this.java = java;
    }

    /** A job as it will be run. */
    record Prepared(String name, List<String> command, String folder, String log) {}

    private enum Language {
        PYTHON(".py"),
        JAVA(".java"),
        BASH(".sh");

        private final String ending;

        Language(String ending) {
            this.ending = ending;
        }
    }

    Prepared prepare(JobSpec spec, Path python) throws IOException {
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
        Path own = share.resolve(FOLDER).resolve(name);
        Files.createDirectories(own);
        if (script.isEmpty()) {
            script = Optional.of(Files.writeString(
                    own.resolve("main" + language.ending), spec.code().orElseThrow()));
        }
        List<String> command = new ArrayList<>(interpreter(language, python));
        command.add(script.orElseThrow().toString());
        command.addAll(spec.arguments());
        return new Prepared(name, command, share.relativize(folder).toString(), FOLDER + "/" + name + "/" + LOG);
    }

    private List<String> interpreter(Language language, Path python) {
        return switch (language) {
            case PYTHON -> List.of(python.toString());
            case JAVA -> List.of(java.toString());
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

    private static dev.atelier.api.ProblemException outside(String path) {
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
        Path file = logFile(job);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return new byte[0];
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(Math.max(0, in.length() - MAX_LOG_ANSWER));
            byte[] bytes = new byte[(int) Math.min(MAX_LOG_ANSWER, in.length() - in.getFilePointer())];
            in.readFully(bytes);
            return bytes;
        }
    }

    /** Copies the log while it grows, until the job has ended and all is out. */
    public void follow(JobRecord job, OutputStream out, BooleanSupplier ended)
            throws IOException, InterruptedException {
        Path file = logFile(job);
        long done = 0;
        byte[] buffer = new byte[64 << 10];
        while (true) {
            boolean last = ended.getAsBoolean();
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
                    in.seek(done);
                    for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                        out.write(buffer, 0, n);
                        done += n;
                    }
                    out.flush();
                }
            }
            if (last) {
                return;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private Path logFile(JobRecord job) {
        return share.resolve(job.log());
    }
}
