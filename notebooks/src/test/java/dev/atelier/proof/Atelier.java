package dev.atelier.proof;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.atelier.api.Event;
import dev.atelier.api.LiveProcess;
import dev.atelier.api.client.AtelierClient;
import dev.atelier.api.client.Gateways;
import dev.atelier.api.client.HttpTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A gateway started with {@code ./atelier up} on a home and a share of its own; everything it started ends with it. */
final class Atelier implements AutoCloseable {
    static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private static final String OWN = "atelier-proof";
    private static final String TOKEN = "ATELIER_TOKEN";

    private final Path folder;
    private final Path share;
    private final Map<String, String> environment;
    private final List<String> options;

    private Atelier(Path folder, Path share, Map<String, String> environment, List<String> options) {
        this.folder = folder;
        this.share = share;
        this.environment = environment;
        this.options = options;
    }

    /** The same gateway as somebody with this token has it from another computer; nothing to be closed. */
    Atelier as(String token) {
        return new Atelier(folder, share, Map.of("ATELIER_URL", url(), TOKEN, token), options);
    }

    /** What a command printed, and how it ended. */
    record Result(int exitCode, String output) {}

    static Atelier up(String... options) {
        Path folder = newFolder();
        return up(folder, folder.resolve("share"), Map.of(), options);
    }

    /** With these variables in its environment. */
    static Atelier upWith(Map<String, String> environment, String... options) {
        Path folder = newFolder();
        return up(folder, folder.resolve("share"), environment, options);
    }

    /** On a share that is there already. */
    static Atelier upOn(Path share) {
        return up(newFolder(), share, Map.of());
    }

    /** With home and share in a folder that is there already. */
    static Atelier upIn(Path folder) {
        return up(folder, folder.resolve("share"), Map.of());
    }

    /** The same, with these variables in its environment. */
    static Atelier upIn(Path folder, Map<String, String> environment) {
        return up(folder, folder.resolve("share"), environment);
    }

    /** On a computer that has not got these programs: its {@code PATH} is a folder of links to all others. */
    static Atelier upWithout(String... programs) {
        try {
            Path folder = newFolder();
            Path path = Files.createDirectories(folder.resolve("path"));
            for (Path bin : List.of(Path.of("/usr/local/bin"), Path.of("/usr/bin"), Path.of("/bin"))) {
                try (Stream<Path> files = Files.list(bin)) {
                    for (Path file : files.toList()) {
                        Path link = path.resolve(file.getFileName());
                        if (!List.of(programs).contains(file.getFileName().toString())
                                && Files.notExists(link, NOFOLLOW_LINKS)) {
                            Files.createSymbolicLink(link, file);
                        }
                    }
                }
            }
            return up(
                    folder,
                    folder.resolve("share"),
                    Map.of("PATH", path.toString(), "JAVA_HOME", System.getProperty("java.home")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory(OWN).toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Atelier up(Path folder, Path share, Map<String, String> environment, String... options) {
        try {
            Atelier atelier = new Atelier(folder, share, environment, List.of(options));
            Path prepared = Path.of(required("ATELIER_TEST_HOME"));
            Files.createDirectories(atelier.home());
            for (String part : List.of("environments", "programs")) {
                if (Files.notExists(atelier.home().resolve(part))) { // else the test made its own
                    Files.createSymbolicLink(atelier.home().resolve(part), prepared.resolve(part));
                }
            }
            Files.createDirectories(atelier.share());
            atelier.start();
            return atelier;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String required(String variable) {
        return Optional.ofNullable(System.getenv(variable))
                .orElseThrow(() -> new IllegalStateException(
                        variable + " is not set: run the tests with ./atelier test, which sets up what they need"));
    }

    /** Starts the gateway (again); the port stays the same. */
    Result start() {
        List<String> words = new ArrayList<>(List.of("up", "--no-browser", "--share", share().toString()));
        words.addAll(options);
        if (!options.contains("--default-provider")) {
            words.addAll(List.of("--default-provider", "local")); // whatever engine this computer has
        }
        if (!options.contains("--warm-up")) {
            words.add("--no-warm-up"); // it takes the cores from what a test looks at
        }
        Result result = run(words.toArray(String[]::new));
        if (result.exitCode() != 0) {
            throw new IllegalStateException("./atelier up failed: " + result.output() + log());
        }
        return result;
    }

    /** Runs {@code ./atelier WORDS…} on this home, in the share. */
    Result run(String... words) {
        List<String> command = new ArrayList<>(List.of(ROOT.resolve("atelier").toString()));
        command.addAll(List.of(words));
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("ATELIER_HOME", home().toString());
        return execute(command, variables, share());
    }

    static Result execute(List<String> command, Map<String, String> environment, Path folder) {
        try {
            Path out = Files.createTempFile("command", ".out");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(5, TimeUnit.MINUTES);
            if (!ended) {
                process.destroyForcibly();
            }
            String output = Files.readString(out);
            Files.delete(out);
            return new Result(ended ? process.exitValue() : -1, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Links are removed, never followed. */
    private static void removeTree(Path folder) {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path home() {
        return folder.resolve("home");
    }

    Path share() {
        return share;
    }

    String url() {
        return running().url();
    }

    private Gateways.Running running() {
        return Gateways.running(home()).orElseThrow(() -> new IllegalStateException("no gateway runs: " + log()));
    }

    String token() {
        if (environment.containsKey(TOKEN)) {
            return environment.get(TOKEN);
        }
        try {
            return Files.readString(home().resolve("token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    AtelierClient client() {
        return new AtelierClient(new HttpTransport(URI.create(url()), token()));
    }

    /** What happened so far. */
    List<Event> events() {
        AtelierClient client = client();
        long newest = client.newestEvent();
        List<Event> events = new ArrayList<>();
        if (newest > 0) {
            client.events(0, event -> {
                events.add(event);
                return event.id() < newest;
            });
        }
        return events;
    }

    /** By which its containers are labelled. */
    String gatewayId() {
        try {
            return Files.readString(home().resolve("gateway-id"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The engine's id of an instance's container; empty where there is none. */
    String container(String instance) {
        return Docker.run(
                "ps", "--all", "--quiet", "--filter", "name=^atelier-" + gatewayId() + "-" + instance + "-[0-9]+$");
    }

    boolean lives() {
        return Gateways.running(home()).isPresent();
    }

    /** Kills the gateway with -9, as the worst night would. */
    void kill() {
        long pid = running().pid();
        LiveProcess.find(pid).orElseThrow().destroyForcibly();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .until(() -> LiveProcess.find(pid).isEmpty());
    }

    String log() {
        try {
            return Files.readString(home().resolve("gateway.log"));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    @Override
    public void close() {
        Result result = run("down", "--all");
        if (result.exitCode() != 0) {
            throw new IllegalStateException("./atelier down --all failed: " + result.output() + log());
        }
        if (folder.getFileName().toString().startsWith(OWN)) { // else it is the test's own
            removeTree(folder);
        }
    }
}
