package dev.atelier.gateway.provider.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.BadRequestException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PullResponseItem;
import dev.atelier.api.Json;
import dev.atelier.api.Names;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.provider.PrivateFiles;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Images, and what has to be known of one: it is started once to look into it. */
final class Images {
    /** What instances are made from when nobody says otherwise; see {@code ./atelier image build}. */
    static final String OWN = "atelier/notebook";

    private static final System.Logger LOG = System.getLogger(Images.class.getName());
    private static final long LOOK_SECONDS = 60;
    private static final int ID_LETTERS = 12;
    private static final int LOOK_LINES = 20;
    private static final int NO_PYTHON = 41;
    private static final int NO_IPYKERNEL = 42;

    /** Runs as the image's own user; the engine hands its output over. */
    private static final String LOOK = """
            python=$(command -v python3 || command -v python) || exit 41
            "$python" -c 'import ipykernel' 2>/dev/null || exit 42
            exec "$python" -c 'import json, sys; print(json.dumps(
                {"python": sys.executable, "prefix": sys.prefix}))'
            """;

    private final Engine engine;
    private final Containers containers;
    private final Labels labels;
    private final Path folder;
    private final ReentrantLock looking = new ReentrantLock();
    private final Map<String, Facts> known = new HashMap<>();

    /** @param folder where is written what was seen in images: what bears an id never changes */
    Images(Engine engine, Containers containers, Labels labels, Path folder) {
        this.folder = folder;
        this.engine = engine;
        this.containers = containers;
        this.labels = labels;
    }

    /**
     * What an image is made of.
     *
     * @param id the engine's id of it
     * @param python the interpreter with ipykernel
     * @param prefix Python's {@code sys.prefix}
     */
    record Facts(String id, Path python, Path prefix) {

        List<Path> kernelPath() {
            return List.of(
                    prefix.resolve("share/jupyter/kernels"),
                    Path.of("/usr/local/share/jupyter/kernels"),
                    Path.of("/usr/share/jupyter/kernels"),
                    ContainerPaths.TOOLBOX.resolve("share/jupyter/kernels"));
        }
    }

    private record Seen(String python, String prefix) {}

    /**
     * The facts of an image, which is fetched if it is not there.
     *
     * @throws ProblemException {@code no-such-image}, {@code image-lacks} with what it lacks
     */
    Facts require(String image, Consumer<String> progress) throws IOException, InterruptedException {
        return facts(image, found(image, progress).getId(), progress);
    }

    /**
     * The same for an image that a person named.
     *
     * @throws ProblemException besides, as from {@link NamedImage#require}
     */
    Facts named(String image, Consumer<String> progress) throws IOException, InterruptedException {
        InspectImageResponse found = found(image, progress);
        NamedImage.require(image, found);
        return facts(image, found.getId(), progress);
    }

    private InspectImageResponse found(String image, Consumer<String> progress)
            throws IOException, InterruptedException {
        Optional<InspectImageResponse> found = inspect(image);
        if (found.isEmpty()) {
            pull(image, progress);
            found = inspect(image);
        }
        return found.orElseThrow(() -> missing(image, "the registry gave none"));
    }

    private Facts facts(String image, String id, Consumer<String> progress) throws IOException, InterruptedException {
        looking.lockInterruptibly();
        try {
            Facts facts = known.get(id);
            if (facts == null) {
                facts = seenBefore(image, id, progress);
                known.put(id, facts);
            }
            return facts;
        } finally {
            looking.unlock();
        }
    }

    boolean isHere(String image) throws IOException, InterruptedException {
        return inspect(image).isPresent();
    }

    private Facts seenBefore(String image, String id, Consumer<String> progress)
            throws IOException, InterruptedException {
        Path file = folder.resolve(id.substring(id.indexOf(':') + 1) + ".json");
        if (Files.exists(file)) {
            try {
                return facts(id, Json.read(Files.readString(file), Seen.class));
            } catch (ProblemException e) { // a computer that lost its power may have left half of it
                LOG.log(Level.INFO, () -> file + " can't be read; looking again: " + e.getMessage());
            }
        }
        progress.accept("looking into the image " + Names.shown(image));
        Seen seen = look(image, id);
        PrivateFiles.write(PrivateFiles.folder(folder).resolve(file.getFileName()), Json.write(seen));
        return facts(id, seen);
    }

    private static Facts facts(String id, Seen seen) {
        return new Facts(id, Path.of(seen.python()), Path.of(seen.prefix()));
    }

    private Optional<InspectImageResponse> inspect(String image) throws IOException, InterruptedException {
        return engine.ask(client -> {
            try {
                return Optional.of(client.inspectImageCmd(image).exec());
            } catch (NotFoundException | BadRequestException e) {
                return Optional.empty();
            }
        });
    }

    private void pull(String image, Consumer<String> progress) throws IOException, InterruptedException {
        if (image.equals(OWN)) {
            throw Problem.of(
                            409,
                            "no-such-image",
                            "The image " + OWN + " is not there yet.",
                            engine.imageHint() + " Or name another with --image.")
                    .asException();
        }
        progress.accept("fetching the image " + Names.shown(image));
        try {
            engine.ask(client -> client.pullImageCmd(withTag(image))
                    .exec(new ResultCallback.Adapter<PullResponseItem>() {
                        @Override
                        public void onNext(PullResponseItem item) {
                            Optional.ofNullable(item.getStatus())
                                    .filter(words -> item.getId() == null)
                                    .ifPresent(progress);
                        }
                    })
                    .awaitCompletion());
        } catch (ProblemException e) {
            if (e.problem().code().equals("engine-refused")) {
                throw missing(image, e.problem().detail());
            }
            throw e;
        }
    }

    /** As an engine completes it. */
    static String withTag(String image) {
        int name = image.lastIndexOf('/');
        return image.indexOf(':', name + 1) > 0 || image.contains("@") ? image : image + ":latest";
    }

    private static ProblemException missing(String image, String why) {
        return Problem.of(
                        404,
                        "no-such-image",
                        "The image “" + Names.shown(image) + "” is neither here nor could it be fetched: " + why,
                        "See its name, or build it first: docker images")
                .asException();
    }

    private Seen look(String image, String id) throws IOException, InterruptedException {
        String container =
                labels.helperName("look-" + id.substring(id.indexOf(':') + 1, id.indexOf(':') + 1 + ID_LETTERS));
        containers.remove(container); // of a gateway that was killed here
        engine.ask(client -> {
            return client.createContainerCmd(id)
                    .withName(container)
                    .withEntrypoint("sh", "-c", LOOK)
                    .withCmd(List.of())
                    .withLabels(Labels.whole(labels.own()))
                    .withHostConfig(HostConfig.newHostConfig().withNetworkMode("none"))
                    .exec();
        });
        try {
            int exit = run(image, container);
            String output = containers.output(container, LOOK_LINES);
            return switch (exit) {
                case 0 -> Json.read(output, Seen.class);
                case NO_PYTHON -> throw lacks(image, "Python", "python3 is not on its PATH");
                case NO_IPYKERNEL ->
                    throw lacks(image, "ipykernel", "its Python can't import it; add: RUN pip install ipykernel");
                default -> throw lacks(image, "Python that runs", "it ended with " + exit + ": " + output.strip());
            };
        } finally {
            containers.remove(container);
        }
    }

    private int run(String image, String container) throws IOException, InterruptedException {
        try {
            return containers.run(container, LOOK_SECONDS);
        } catch (ProblemException e) {
            if (e.problem().code().equals("engine-refused")) {
                throw lacks(image, "shell", e.problem().detail());
            }
            throw e;
        }
    }

    private static ProblemException lacks(String image, String what, String why) {
        return Problem.of(
                        409,
                        "image-lacks",
                        "The image “" + Names.shown(image) + "” has no " + what + ": " + why + ".",
                        "An instance needs a shell, Python and ipykernel.")
                .asException();
    }
}
