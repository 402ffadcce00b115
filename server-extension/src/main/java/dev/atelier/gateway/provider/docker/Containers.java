package dev.atelier.gateway.provider.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Frame;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What is done with any container; each of it may be done again. */
final class Containers {
    private static final long LOG_SECONDS = 10;
    private static final long EXEC_SECONDS = 30;
    private static final long PAUSE_MILLIS = 10;

    private final Engine engine;

    Containers(Engine engine) {
        this.engine = engine;
    }

    /** Hears whether the engine answers. */
    void ping() throws IOException, InterruptedException {
        engine.ask(client -> client.pingCmd().exec());
    }

    static boolean isRunning(InspectContainerResponse container) {
        return Boolean.TRUE.equals(container.getState().getRunning());
    }

    Optional<InspectContainerResponse> inspect(String container) throws IOException, InterruptedException {
        return engine.ask(client -> {
            try {
                return Optional.of(client.inspectContainerCmd(container).exec());
            } catch (NotFoundException e) {
                return Optional.empty();
            }
        });
    }

    List<String> labelled(Map<String, String> labels) throws IOException, InterruptedException {
        return engine.ask(client -> client.listContainersCmd().withShowAll(true).withLabelFilter(labels).exec().stream()
                .map(Container::getId)
                .toList());
    }

    /** The ids of those whose name, a slash before it, matches. */
    List<String> named(String pattern) throws IOException, InterruptedException {
        return engine.ask(
                client -> client.listContainersCmd().withShowAll(true).withNameFilter(List.of(pattern)).exec().stream()
                        .map(Container::getId)
                        .toList());
    }

    void rename(String container, String name) throws IOException, InterruptedException {
        engine.change(
                client -> client.renameContainerCmd(container).withName(name).exec());
    }

    void start(String container) throws IOException, InterruptedException {
        engine.change(client -> {
            try {
                return client.startContainerCmd(container).exec();
            } catch (NotModifiedException e) {
                return null; // it runs
            }
        });
    }

    /** Starts it, waits for its end, and gives its exit code. */
    int run(String container, long seconds) throws IOException, InterruptedException {
        start(container);
        return engine.ask(
                client -> client.waitContainerCmd(container).start().awaitStatusCode(seconds, TimeUnit.SECONDS));
    }

    void stop(String container, int graceSeconds) throws IOException, InterruptedException {
        engine.ask(client -> {
            try {
                return client.stopContainerCmd(container)
                        .withTimeout(graceSeconds)
                        .exec();
            } catch (NotModifiedException | NotFoundException e) {
                return null; // it does not run
            }
        });
    }

    void remove(String container) throws IOException, InterruptedException {
        engine.ask(client -> {
            try {
                return client.removeContainerCmd(container)
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec();
            } catch (NotFoundException | ConflictException e) {
                return null; // it is gone, or on its way
            }
        });
    }

    /** The names of the volumes with these labels. */
    List<String> volumes(Map<String, String> labels) throws IOException, InterruptedException {
        return engine.ask(client ->
                client.listVolumesCmd().withFilter("label", Labels.filters(labels)).exec().getVolumes().stream()
                        .map(InspectVolumeResponse::getName)
                        .toList());
    }

    boolean hasVolume(String volume) throws IOException, InterruptedException {
        return engine.ask(client -> {
            try {
                return client.inspectVolumeCmd(volume).exec() != null;
            } catch (NotFoundException e) {
                return false;
            }
        });
    }

    void removeVolume(String volume) throws IOException, InterruptedException {
        engine.ask(client -> {
            try {
                return client.removeVolumeCmd(volume).exec();
            } catch (NotFoundException e) {
                return null;
            }
        });
    }

    boolean hasFile(String container, String path) throws IOException, InterruptedException {
        return engine.ask(client -> {
            try (InputStream file =
                    client.copyArchiveFromContainerCmd(container, path).exec()) {
                return file.read() >= 0;
            } catch (NotFoundException e) {
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Runs a command in a container and gives its exit code; -1 where the container ends before or with it. */
    long execute(String container, List<String> command) throws IOException, InterruptedException {
        return engine.ask(client -> {
            try {
                String id = client.execCreateCmd(container)
                        .withCmd(command.toArray(String[]::new))
                        .exec()
                        .getId();
                client.execStartCmd(id)
                        .exec(new ResultCallback.Adapter<Frame>())
                        .awaitCompletion(EXEC_SECONDS, TimeUnit.SECONDS);
                // The engine may note the code a moment after the output has ended.
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(EXEC_SECONDS);
                Long code = client.inspectExecCmd(id).exec().getExitCodeLong();
                while (code == null && System.nanoTime() < deadline) {
                    Thread.sleep(PAUSE_MILLIS);
                    code = client.inspectExecCmd(id).exec().getExitCodeLong();
                }
                return code == null ? -1 : code;
            } catch (ConflictException | NotFoundException e) {
                return -1L;
            }
        });
    }

    /** The last lines of what it wrote. */
    String output(String container, int lines) throws IOException, InterruptedException {
        StringBuilder output = new StringBuilder();
        engine.ask(client -> client.logContainerCmd(container)
                .withStdOut(true)
                .withStdErr(true)
                .withTail(lines)
                .exec(new ResultCallback.Adapter<Frame>() {
                    @Override
                    public void onNext(Frame frame) {
                        output.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
                    }
                })
                .awaitCompletion(LOG_SECONDS, TimeUnit.SECONDS));
        return output.toString().strip();
    }
}
