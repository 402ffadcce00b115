package dev.atelier.magics.cli;

import dev.atelier.kernel.magic.MagicException;
import java.io.File;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * This terminal without its line editing, echo and signals, so that each key goes where it is meant for. By {@code stty} (POSIX), which is
 * wherever there is a terminal; a library for terminals would bring a hundred times as much for these three calls.
 */
final class RawMode implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RawMode.class.getName());
    private static final File TERMINAL = new File("/dev/tty");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,5}) ([0-9]{1,5})");

    private final String before;
    /** However the program ends, a person's shell must have its terminal back. */
    private final Thread atEnd;

    /** How many rows and columns the terminal has. */
    record Size(int rows, int columns) {}

    private RawMode(String before) {
        this.before = before;
        this.atEnd = new Thread(this::restore, "terminal-restore");
    }

    /** @throws MagicException where there is no terminal that could be changed */
    static RawMode begin() throws InterruptedException {
        try {
            RawMode mode = new RawMode(stty("-g"));
            Runtime.getRuntime().addShutdownHook(mode.atEnd);
            stty("raw", "-echo");
            return mode;
        } catch (IOException e) {
            throw new MagicException("This terminal can't be used: " + e.getMessage() + ".", e);
        }
    }

    /** None where nobody knows. */
    Optional<Size> size() {
        try {
            Matcher matcher = SIZE.matcher(stty("size"));
            return matcher.matches()
                    ? Optional.of(new Size(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                    : Optional.empty();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the terminal's size is not known", e);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static String stty(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command)
                .redirectInput(TERMINAL)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (!process.waitFor(5, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("stty " + String.join(" ", words) + " says: " + said);
        }
        return said;
    }

    private void restore() {
        try {
            stty(before);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The terminal could not be set as it was; type: stty sane", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        restore();
        Runtime.getRuntime().removeShutdownHook(atEnd);
    }
}
