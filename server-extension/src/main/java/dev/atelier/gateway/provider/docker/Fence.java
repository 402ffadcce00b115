package dev.atelier.gateway.provider.docker;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.provider.Terms;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Closes the engine's computer itself to the networks of instances: an engine keeps its networks apart, but lets each of them
 * reach whatever listens on the computer's own addresses. Answers pass, questions for its DNS, and what the operator allows.
 *
 * <p>The rules are a table of the gateway's own in the kernel, so nobody's firewall is changed. A container of our own image
 * writes it, with the network of the computer and that one capability: an image that somebody else made is not trusted so far.
 */
final class Fence {
    private static final System.Logger LOG = System.getLogger(Fence.class.getName());
    private static final long PATIENCE_SECONDS = 30;
    private static final int LOG_LINES = 1;
    private static final int DNS = 53;
    /** How long is believed what was written: whoever loads the computer's own firewall anew takes these rules away, too. */
    private static final Duration BELIEVED = Duration.ofMinutes(1);

    private final Engine engine;
    private final Containers containers;
    private final Labels labels;
    private final Images images;
    private final Supplier<Terms> terms;
    private final InstantSource clock;
    private Optional<Rules> closed = Optional.empty(); // unknown: a computer that was started anew has lost it
    private Instant written = Instant.EPOCH;
    private volatile Optional<String> gap = Optional.empty();

    Fence(
            Engine engine,
            Containers containers,
            Labels labels,
            Images images,
            Supplier<Terms> terms,
            InstantSource clock) {
        this.engine = engine;
        this.containers = containers;
        this.labels = labels;
        this.images = images;
        this.terms = terms;
        this.clock = clock;
    }

    private record Rules(SortedSet<Integer> ports, SortedSet<String> interfaces) {}

    /** What is open though it should not be, as a sentence; empty where all is closed. */
    Optional<String> gap() {
        return gap;
    }

    /**
     * Closes the computer to these and to no others; what was made so within the last minute costs nothing. Where it fails the
     * instances run nevertheless, and {@link #gap} says so. One thread at a time.
     *
     * @param interfaces the bridges of all networks of this gateway, by their names on the computer; without any the table goes,
     *     of an earlier gateway too
     */
    void close(Set<String> interfaces) throws IOException, InterruptedException {
        SortedSet<Integer> ports = new TreeSet<>(terms.get().hostPorts());
        ports.add(DNS);
        Rules rules = new Rules(ports, new TreeSet<>(interfaces));
        if (closed.filter(rules::equals).isPresent() && (interfaces.isEmpty() || isBelieved())) {
            return;
        }
        Optional<String> fault = images.isHere(Images.OWN)
                ? write(rules)
                : Optional.of("the image " + Images.OWN + " is not there, whose programs do it. Build it with:"
                        + " ./atelier image build");
        closed = fault.isPresent() ? Optional.empty() : Optional.of(rules);
        written = clock.instant();
        if (interfaces.isEmpty()) { // then nothing is open, whether an old table has gone or not
            fault.ifPresent(words -> LOG.log(Level.DEBUG, "the rules of no network stay: " + words));
            fault = Optional.empty();
        }
        gap = fault.map(words -> "It can reach services of the engine's computer: " + words);
        fault.ifPresent(
                words -> LOG.log(Level.WARNING, "instances can reach services of the engine's computer: " + words));
    }

    private boolean isBelieved() {
        return clock.instant().isBefore(written.plus(BELIEVED));
    }

    private Optional<String> write(Rules rules) throws IOException, InterruptedException {
        String name = labels.helperName("fence");
        containers.remove(name); // of a gateway that was killed here
        String ports = rules.ports().stream().map(String::valueOf).collect(Collectors.joining(","));
        List<String> words = new ArrayList<>(
                List.of("/usr/bin/python3", "-I", "-c", script(), "atelier-" + labels.gateway(), ports));
        words.addAll(rules.interfaces());
        try {
            engine.ask(client -> client.createContainerCmd(Images.OWN)
                    .withName(name)
                    .withLabels(Labels.whole(labels.own()))
                    .withUser("0:0")
                    .withEntrypoint(words)
                    .withCmd(List.of())
                    .withHostConfig(HostConfig.newHostConfig()
                            .withNetworkMode("host")
                            .withCapDrop(Capability.ALL)
                            .withCapAdd(Capability.NET_ADMIN)
                            .withReadonlyRootfs(true)
                            .withSecurityOpts(List.of("no-new-privileges")))
                    .exec());
            int exit = containers.run(name, PATIENCE_SECONDS);
            return exit == 0
                    ? Optional.empty()
                    : Optional.of("its kernel refused (" + containers.output(name, LOG_LINES) + ").");
        } catch (ProblemException e) {
            return Optional.of(e.getMessage());
        } finally {
            containers.remove(name);
        }
    }

    private static String script() throws IOException {
        try (InputStream in = Fence.class.getResourceAsStream("fence.py")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
