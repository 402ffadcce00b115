package dev.atelier.gateway.config;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.yaml.Fault;
import dev.atelier.gateway.yaml.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The operator's file in use. It is looked at time and again, through links, since Kubernetes swaps links; a changed one that
 * is not valid is told of, and what was in use stays.
 */
public final class ConfigFile implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ConfigFile.class.getName());
    private static final String NAME = "atelier.yml";
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int MOST_TOLD = 50;
    private static final String GONE = "none";

    private final Path path;
    private final OperatorFile first;
    private final Thread watch;
    private volatile OperatorFile current;
    private String loaded;

    private ConfigFile(Path path, boolean required, Duration look) {
        this.path = path;
        this.loaded = stamp();
        this.first = required || !loaded.equals(GONE) ? read() : OperatorFile.none();
        this.current = first;
        this.watch = Thread.ofVirtual().name("config").start(() -> watch(look));
    }

    /**
     * @param named by the operator, and must be there; else the home's {@code atelier.yml}, if there is one
     * @throws ProblemException {@code bad-config} (400) with everything that is wrong, a line for each
     */
    public static ConfigFile open(Optional<Path> named, Path home) {
        return open(named, home, LOOK);
    }

    static ConfigFile open(Optional<Path> named, Path home, Duration look) {
        return new ConfigFile(named.orElse(home.resolve(NAME)).toAbsolutePath(), named.isPresent(), look);
    }

    /** What holds for whatever is made from now on. */
    public OperatorFile current() {
        return current;
    }

    /** Takes a changed file once it has been the same for one look: whoever writes it may not have come to its end before. */
    private void watch(Duration look) {
        String before = loaded;
        try {
            while (true) {
                Thread.sleep(look);
                String now = stamp();
                if (now.equals(before) && !now.equals(loaded)) {
                    loaded = now;
                    reload(now);
                }
                before = now;
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "the gateway ends");
        }
    }

    private void reload(String stamp) {
        if (stamp.equals(GONE)) {
            LOG.log(Level.WARNING, () -> path + " is gone; what it said holds until the gateway ends");
            return;
        }
        try {
            OperatorFile fresh = read();
            current = fresh;
            LOG.log(Level.INFO, () -> "took the changed " + path);
            waiting("datastore_folders", first.datastoreFolders(), fresh.datastoreFolders());
            waiting("spare_kernels", first.spareKernels(), fresh.spareKernels());
            waiting("default_provider", first.defaultProvider(), fresh.defaultProvider());
        } catch (ProblemException e) {
            LOG.log(Level.WARNING, () -> "what was in use stays: " + e.getMessage());
        }
    }

    private static void waiting(String key, Object inUse, Object wanted) {
        if (!Objects.equals(inUse, wanted)) {
            LOG.log(Level.WARNING, () -> key + " can't change while the gateway runs; type: ./atelier down, then up");
        }
    }

    private OperatorFile read() {
        return switch (FileReader.read(text())) {
            case Parsed.Whole(OperatorFile file) -> file;
            case Parsed.Faulty(List<Fault> faults) -> throw invalid(faults).asException();
        };
    }

    private String text() {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(YamlText.LONGEST + 1);
            if (bytes.length > YamlText.LONGEST) {
                throw unreadable("is longer than " + YamlText.LONGEST + " bytes")
                        .asException();
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ProblemException(unreadable("is no text in UTF-8"), e);
        } catch (IOException e) {
            throw new ProblemException(
                    unreadable("can't be read: " + e.getClass().getSimpleName()), e);
        }
    }

    private Problem unreadable(String why) {
        return Problem.of(400, "bad-config", "The operator's file " + path + " " + why + ".");
    }

    private Problem invalid(List<Fault> faults) {
        String head = path + (faults.size() == 1 ? " has an error:" : " has " + faults.size() + " errors:");
        String told = faults.stream()
                .limit(MOST_TOLD)
                .map(fault -> "\n  " + fault.sentence())
                .collect(Collectors.joining());
        return Problem.of(400, "bad-config", head + told);
    }

    private String stamp() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return attributes.fileKey() + "/" + attributes.lastModifiedTime() + "/" + attributes.size();
        } catch (IOException e) {
            return GONE;
        }
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}
