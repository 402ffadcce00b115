package dev.atelier.gateway.provider.docker;

import dev.atelier.api.ContainerDetails;
import dev.atelier.api.DatastoreSpec;
import dev.atelier.api.Problem;
import dev.atelier.api.Size;
import dev.atelier.gateway.link.AgentAddress;
import dev.atelier.gateway.provider.Absent;
import dev.atelier.gateway.provider.ContainerAware;
import dev.atelier.gateway.provider.ContainerImages;
import dev.atelier.gateway.provider.DatastoreMounts;
import dev.atelier.gateway.provider.Generations;
import dev.atelier.gateway.provider.Inside;
import dev.atelier.gateway.provider.Place;
import dev.atelier.gateway.provider.Provider;
import dev.atelier.gateway.provider.Remarks;
import dev.atelier.gateway.provider.Resizable;
import dev.atelier.gateway.provider.SizeAliases;
import dev.atelier.gateway.provider.WritesLater;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Instances that are containers of an engine on another computer. What is asked of all providers in turn is answered from what
 * {@link EngineWatch} knows, without waiting for that computer; what is done with one instance waits for it, in bounded time.
 */
final class RemoteEngine
        implements Provider,
                SizeAliases,
                DatastoreMounts,
                ContainerAware,
                ContainerImages,
                Remarks,
                WritesLater,
                Generations,
                Resizable,
                Absent,
                AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RemoteEngine.class.getName());
    private static final Duration WRITTEN = Duration.ofSeconds(10);

    private final DockerProvider containers;
    private final EngineWatch watch;
    private volatile boolean closedToNew;

    RemoteEngine(DockerProvider containers, EngineWatch watch) {
        this.containers = containers;
        this.watch = watch;
    }

    @Override
    public String name() {
        return containers.name();
    }

    @Override
    public List<Size> sizes() {
        return !closedToNew && watch.wasReached() ? containers.sizes() : List.of();
    }

    /** Whether it is there for the instances that it has alone. */
    void closeToNew(boolean closed) {
        closedToNew = closed;
    }

    @Override
    public Optional<Size> byAlias(String alias) {
        return containers.byAlias(alias);
    }

    @Override
    public Optional<String> absence() {
        return closedToNew
                ? Optional.of(
                        name()
                                + " is not in atelier.yml any more, and stays for the instances that it has alone, until this gateway ends.")
                : watch.absence();
    }

    @Override
    public String defaultImage() {
        return containers.defaultImage();
    }

    @Override
    public void requireAllowed(String image) {
        containers.requireAllowed(image);
    }

    @Override
    public boolean isHere(String image) throws IOException, InterruptedException {
        return containers.isHere(image);
    }

    /** Nobody gets an instance elsewhere who has not asked for it: not the person, nor the operator. */
    @Override
    public boolean isReady() {
        return false;
    }

    @Override
    public void prepare(Place place, Consumer<String> progress) throws IOException, InterruptedException {
        containers.prepare(place, progress);
    }

    @Override
    public AgentAddress start(Place place, Consumer<String> progress) throws IOException, InterruptedException {
        return containers.start(place, progress);
    }

    @Override
    public Optional<AgentAddress> find(Place place) throws IOException, InterruptedException {
        return containers.find(place);
    }

    @Override
    public void stop(Place place) throws IOException, InterruptedException {
        containers.stop(place);
    }

    @Override
    public void remove(Place place) throws IOException, InterruptedException {
        containers.remove(place);
    }

    @Override
    public String elsewhere(Place place) {
        return containers.elsewhere(place) + " on the computer of " + name();
    }

    @Override
    public void giveUp(Place place) throws IOException {
        containers.giveUp(place);
    }

    @Override
    public void removeGivenUp(Place place) throws IOException, InterruptedException {
        containers.removeGivenUp(place);
    }

    @Override
    public void requireResizable(Place stopped) throws IOException, InterruptedException {
        containers.requireResizable(stopped);
    }

    @Override
    public Inside inside(Place place) throws IOException, InterruptedException {
        return containers.inside(place);
    }

    @Override
    public Optional<String> remark(Place place) {
        return containers.remark(place);
    }

    @Override
    public void awaitWritten(Place place) throws IOException, InterruptedException {
        if (!containers.written(place, WRITTEN)) {
            LOG.log(Level.INFO, () -> place.name() + " has files still that have not come to the share");
        }
    }

    @Override
    public Optional<ContainerDetails> details(Place place) throws IOException, InterruptedException {
        return watch.absence().isPresent() ? Optional.empty() : containers.details(place);
    }

    @Override
    public Path mountPoint(Place place, String mount) {
        return containers.mountPoint(place, mount);
    }

    @Override
    public void check(DatastoreSpec datastore) {
        requireElsewhere(datastore);
    }

    @Override
    public void mount(Place place, String mount, DatastoreSpec datastore, Access access)
            throws IOException, InterruptedException {
        requireElsewhere(datastore);
        containers.mount(place, mount, datastore, access);
    }

    private void requireElsewhere(DatastoreSpec datastore) {
        if (datastore instanceof DatastoreSpec.Local local) {
            throw Problem.of(
                            400,
                            "folder-elsewhere",
                            local.location() + " is a folder of the gateway's computer, and instances of " + name()
                                    + " are on another.",
                            "Put the files into the share, or into a bucket.")
                    .asException();
        }
    }

    @Override
    public void unmount(Place place, String mount) throws IOException, InterruptedException {
        containers.unmount(place, mount);
    }

    /** What runs there runs on. */
    @Override
    public void close() throws IOException {
        try {
            watch.close();
        } finally {
            containers.close();
        }
    }
}
