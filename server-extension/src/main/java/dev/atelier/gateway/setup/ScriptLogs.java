package dev.atelier.gateway.setup;

import dev.atelier.api.ProblemException;
import dev.atelier.gateway.share.GrowingFile;
import dev.atelier.gateway.share.Share;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** What the last runs of setup scripts put out: files of the share, as Azure ML has them. */
public final class ScriptLogs {
    private static final int MOST = 8 << 20;
    private static final int TAIL_BYTES = 4096;
    private static final int TAIL_LINES = 3;
    private static final int LONGEST_LINE = 200;

    private final Share files;

    public ScriptLogs(Share files) {
        this.files = files;
    }

    public byte[] log(ScriptRecord script) throws IOException {
        return file(script).end(MOST);
    }

    /** Copies it while it grows, until {@code ended}. */
    public void follow(ScriptRecord script, OutputStream out, BooleanSupplier ended)
            throws IOException, InterruptedException {
        file(script).follow(out, ended);
    }

    /** Takes away what an earlier run left. */
    void clear(ScriptRecord script) throws IOException {
        try {
            files.delete(script.log());
        } catch (ProblemException e) {
            if (e.problem().status() != 404) {
                throw e;
            }
        }
    }

    /** Its last lines, in one; empty where it put out nothing. */
    String lastWords(ScriptRecord script) throws IOException {
        List<String> lines = new String(file(script).end(TAIL_BYTES), StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        return lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()).stream()
                .map(ScriptLogs::shown)
                .collect(Collectors.joining(" / "));
    }

    /** As a state's reason may have it: without what steers a screen, and cut. */
    private static String shown(String line) {
        String clean = line.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "�");
        return clean.codePointCount(0, clean.length()) <= LONGEST_LINE
                ? clean
                : clean.substring(0, clean.offsetByCodePoints(0, LONGEST_LINE)) + "…";
    }

    private GrowingFile file(ScriptRecord script) {
        return new GrowingFile(files, script.log());
    }
}
