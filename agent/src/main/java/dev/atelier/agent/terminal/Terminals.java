package dev.atelier.agent.terminal;

import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import dev.atelier.agent.process.InstanceEnvironment;
import dev.atelier.agent.process.ShareFolder;
import dev.atelier.agent.process.Starts;
import dev.atelier.api.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The terminals of this instance. They end with the agent, which holds their pseudo-terminals. */
public final class Terminals {
    private static final Pattern NAME = Pattern.compile("\\w{1,64}");
    private static final int MOST = 64;
    private static final int ROWS = 24;
    private static final int COLUMNS = 80;

    private final ShareFolder share;
    private final InstanceEnvironment environment;
    private final Starts starts;
    private final Map<String, Terminal> terminals = new ConcurrentSkipListMap<>();

    public Terminals(ShareFolder share, InstanceEnvironment environment, Starts starts) {
        this.share = share;
        this.environment = environment;
        this.starts = starts;
    }

    Collection<Terminal> all() {
        return List.copyOf(terminals.values());
    }

    public int count() {
        return terminals.size();
    }

    /** When somebody typed or something was shown last. */
    public Optional<Instant> lastActivity() {
        return all().stream().map(Terminal::lastActivity).max(Instant::compareTo);
    }

    /** @throws dev.atelier.api.ProblemException {@code unknown-terminal} (404) */
    Terminal find(String name) {
        return Optional.ofNullable(terminals.get(name))
                .orElseThrow(() -> Problem.of(
                                404, "unknown-terminal", "There is no terminal \"" + name + "\" on this instance.")
                        .asException());
    }

    /**
     * Opens a terminal, or gives the one that has this name.
     *
     * @param name the lowest free number if empty
     */
    Terminal open(Optional<String> name, Optional<String> cwd) {
        return starts.admit(() -> openAdmitted(name, cwd));
    }

    private synchronized Terminal openAdmitted(Optional<String> name, Optional<String> cwd) {
        if (name.isPresent() && terminals.containsKey(name.get())) {
            return find(name.get());
        }
        if (terminals.size() >= MOST) {
            throw Problem.of(
                            503,
                            "too-many-terminals",
                            "This instance has " + MOST + " terminals.",
                            "Close one of them.")
                    .asException();
        }
        String chosen = name.orElseGet(this::freeName);
        if (!NAME.matcher(chosen).matches()) {
            throw Problem.of(
                            400,
                            "bad-terminal-name",
                            "A terminal's name is made of letters, digits and _; \"" + chosen + "\" is not.")
                    .asException();
        }
        Terminal terminal = new Terminal(chosen, start(cwd), this::forget);
        terminals.put(chosen, terminal);
        terminal.open(); // a shell that ends at once is forgotten once it is listed
        return terminal;
    }

    void delete(String name) throws InterruptedException {
        Terminal terminal = find(name);
        terminal.end(Duration.ofSeconds(1));
        forget(terminal);
    }

    /** Its name may be that of a newer one by now, which stays. */
    private void forget(Terminal terminal) {
        terminals.remove(terminal.name(), terminal);
    }

    /** Ends all terminals. */
    public void endAll(Duration grace) throws InterruptedException {
        for (Terminal terminal : all()) {
            terminal.end(grace);
        }
    }

    private PtyProcess start(Optional<String> cwd) {
        try {
            return new PtyProcessBuilder(new String[] {shell(), "-l"})
                    .setEnvironment(environment.with(Map.of("TERM", "xterm-256color")))
                    .setDirectory(share.nearest(cwd.flatMap(share::resolve)).toString())
                    .setInitialRows(ROWS)
                    .setInitialColumns(COLUMNS)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("A terminal cannot be opened", e);
        }
    }

    private String shell() {
        return Stream.concat(
                        Optional.ofNullable(environment.with(Map.of()).get("SHELL")).stream(),
                        Stream.of("/bin/bash", "/bin/sh"))
                .filter(shell -> Files.isExecutable(Path.of(shell)))
                .findFirst()
                .orElse("/bin/sh");
    }

    private String freeName() {
        int number = 1;
        while (terminals.containsKey(Integer.toString(number))) {
            number++;
        }
        return Integer.toString(number);
    }
}
