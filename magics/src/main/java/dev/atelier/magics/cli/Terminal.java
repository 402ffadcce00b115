package dev.atelier.magics.cli;

import dev.atelier.kernel.magic.LiveRendering;
import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.Rendering;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A terminal as a host of magics; piped into a file, it prints neither colours nor what is drawn over. */
class Terminal implements MagicContext {
    private static final String COLOURS = "\u001b\\[[0-9;]*m";
    private static final String LINE_AGAIN = "\u001b[1A\r\u001b[2K";

    private final PrintStream out;
    private final boolean interactive;

    /** Counts what was written, so that a line is only drawn over while it is the last one. */
    private long written;

    Terminal(PrintStream out, boolean interactive) {
        this.out = out;
        this.interactive = interactive;
    }

    boolean isInteractive() {
        return interactive;
    }

    /** What a program writes goes there as it is. */
    PrintStream out() {
        return out;
    }

    @Override
    public Optional<String> body() {
        return Optional.empty();
    }

    @Override
    public Path workingFolder() {
        return Path.of("").toAbsolutePath();
    }

    @Override
    public Map<String, String> environment() {
        return System.getenv();
    }

    @Override
    public void print(String text) {
        written++;
        out.print(text);
        out.flush();
    }

    @Override
    public void show(Rendering rendering) {
        written++;
        out.println(coloured(rendering));
    }

    @Override
    public LiveRendering live(Rendering first) {
        if (!interactive) {
            return new Changes(out, coloured(first));
        }
        return new Redrawn(first);
    }

    /** One line, drawn over where it stands; below whatever was written since. */
    private final class Redrawn implements LiveRendering {
        private long drawn;

        Redrawn(Rendering first) {
            draw("", first);
        }

        @Override
        public void update(Rendering rendering) {
            draw(drawn == written ? LINE_AGAIN : "", rendering);
        }

        private void draw(String before, Rendering rendering) {
            out.println(before + rendering.plain());
            drawn = ++written;
        }
    }

    private String coloured(Rendering rendering) {
        return interactive ? rendering.plain() : rendering.plain().replaceAll(COLOURS, "");
    }

    @Override
    public String prompt() {
        return "./atelier ";
    }

    /** Without a terminal, each change is a line; that time went by is none. */
    private static final class Changes implements LiveRendering {
        private static final String TIME = "  [0-9.]+ s$";

        private final PrintStream out;
        private String last = "";

        Changes(PrintStream out, String first) {
            this.out = out;
            print(first);
        }

        @Override
        public void update(Rendering rendering) {
            print(rendering.plain().replaceAll(COLOURS, ""));
        }

        private void print(String line) {
            String timeless = line.replaceFirst(TIME, "");
            if (!timeless.equals(last)) {
                out.println(line);
                last = timeless;
            }
        }
    }
}
