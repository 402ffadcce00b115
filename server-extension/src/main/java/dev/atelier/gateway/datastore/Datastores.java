package dev.atelier.gateway.datastore;

import dev.atelier.api.Datastore;
import dev.atelier.api.DatastoreSpec;
import dev.atelier.api.Mount;
import dev.atelier.api.MountSpec;
import dev.atelier.api.MountState;
import dev.atelier.api.Names;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.compute.Computes;
import dev.atelier.gateway.compute.Desired;
import dev.atelier.gateway.compute.InstanceRecord;
import dev.atelier.gateway.event.EventLog;
import dev.atelier.gateway.identity.Belongings;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.identity.Role;
import dev.atelier.gateway.provider.DatastoreMounts;
import dev.atelier.gateway.store.Database;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** What people may ask of datastores and their mounts. */
public final class Datastores {
    private static final System.Logger LOG = System.getLogger(Datastores.class.getName());

    private final DatastoreStore store;
    private final Computes computes;
    /** A provider is asked for one thing at a time on an instance. */
    private final Locks locks = new Locks();

    public Datastores(Database database, EventLog events, Vault vault, Computes computes) {
        this.store = new DatastoreStore(database, events, vault);
        this.computes = computes;
    }

    public List<Datastore> all() {
        return store.all();
    }

    /** A person's; in the given transaction. */
    public List<Belongings.Thing> belongings(Handle transaction, String person) {
        return DatastoreStore.all(transaction).stream()
                .filter(datastore -> datastore.owner().equals(person))
                .map(datastore -> new Belongings.Thing(
                        "the datastore " + datastore.name(), "datastore delete " + datastore.name() + " --yes"))
                .toList();
    }

    public Datastore require(String name) {
        return store.find(name).orElseThrow(() -> {
            String known = all().stream().map(Datastore::name).collect(Collectors.joining(", "));
            return Problem.of(
                            404,
                            "unknown-datastore",
                            "There is no datastore “" + Names.shown(name) + "”.",
                            (known.isEmpty() ? "" : "There are: " + known + ". ") + "Create it with: `datastore create "
                                    + Names.shown(name) + " --type TYPE`")
                    .asException();
        });
    }

    /** Writes a datastore down once its location and credential have been tried. */
    public Datastore create(Principal who, String name, DatastoreSpec spec) throws IOException, InterruptedException {
        Names.require("datastore", name);
        Optional<Datastore> there = store.find(name);
        there.ifPresent(t -> {
            requireOwner(who, t);
            requireSamePlace(t, spec);
        });
        mounts(computes.require(Computes.LOCAL)).check(spec);
        // The credential is sealed under the name that stands in the store, which may be written in other letters.
        store.write(there.map(Datastore::name).orElse(name), who.person(), spec, t -> mayChange(who, t));
        return require(name);
    }

    /** A new key for the same place is fine; notebooks that read from here must not find themselves elsewhere. */
    private static void requireSamePlace(Datastore there, DatastoreSpec spec) {
        if (!there.type().equals(spec.type()) || !there.location().equals(spec.location())) {
            throw Problem.of(
                            409,
                            "datastore-exists",
                            "There is a datastore “" + there.name() + "” already, at " + there.location() + ".",
                            "Choose another name, or delete it first with: `datastore delete " + there.name()
                                    + " --yes`")
                    .asException();
        }
    }

    public void delete(Principal who, String name) {
        Datastore datastore = require(name);
        requireOwner(who, datastore);
        List<String> where = store.mounts().stream()
                .filter(m -> m.datastore().equals(datastore.name()))
                .map(Mount::compute)
                .toList();
        if (!where.isEmpty()) {
            throw Problem.of(
                            409,
                            "datastore-mounted",
                            "The datastore “" + datastore.name() + "” is mounted in " + String.join(", ", where) + ".",
                            "See them with: `mount list`, and unmount with: `unmount NAME --on " + where.getFirst()
                                    + "`")
                    .asException();
        }
        store.delete(datastore.name());
    }

    public List<Mount> mounts() {
        return store.mounts();
    }

    /** Mounts a datastore; returns when it can be used. */
    public Mount mount(Principal who, String instanceName, String name, MountSpec spec)
            throws IOException, InterruptedException {
        Names.require("mount", name);
        InstanceRecord instance = computes.require(instanceName);
        computes.requireOwner(who, instance);
        Datastore datastore = require(spec.datastore());
        ReentrantLock lock = locks.get(instance.name());
        lock.lockInterruptibly();
        try {
            computes.agent(instance.name());
            return mountNow(instance, name, datastore, spec);
        } finally {
            lock.unlock();
        }
    }

    private Mount mountNow(InstanceRecord instance, String name, Datastore datastore, MountSpec spec)
            throws IOException, InterruptedException {
        Optional<Mount> there = store.mount(instance.name(), name);
        boolean differs = there.isPresent()
                && (!there.orElseThrow().datastore().equals(datastore.name())
                        || there.orElseThrow().readOnly() != spec.readOnly());
        if (differs) {
            throw Problem.of(
                            409,
                            "mount-exists",
                            "“" + name + "” is mounted in " + instance.name() + " already, from the datastore "
                                    + there.orElseThrow().datastore()
                                    + (there.orElseThrow().readOnly() ? ", read-only." : "."),
                            "Unmount it first, or choose another name.")
                    .asException();
        }
        String path = mounts(instance).mountPoint(instance.place(), name).toString();
        Mount mount = new Mount(
                name, instance.name(), datastore.name(), path, spec.readOnly(), MountState.MOUNTING, Optional.empty());
        store.write(mount);
        try {
            return bring(instance, mount);
        } catch (InterruptedException | IOException | RuntimeException e) {
            if (there.isPresent()) {
                store.write(with(mount, MountState.FAILED, Optional.of(why(e))));
            } else {
                store.delete(mount);
            }
            throw e;
        }
    }

    private static String why(Exception e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private Mount bring(InstanceRecord instance, Mount mount) throws IOException, InterruptedException {
        DatastoreMounts.Access access =
                mount.readOnly() ? DatastoreMounts.Access.READ_ONLY : DatastoreMounts.Access.READ_WRITE;
        mounts(instance).mount(instance.place(), mount.name(), store.spec(mount.datastore()), access);
        Mount mounted = with(mount, MountState.MOUNTED, Optional.empty());
        store.write(mounted);
        return mounted;
    }

    public void unmount(Principal who, String instanceName, String name) throws IOException, InterruptedException {
        InstanceRecord instance = computes.require(instanceName);
        computes.requireOwner(who, instance);
        ReentrantLock lock = locks.get(instance.name());
        lock.lockInterruptibly();
        try {
            unmountNow(instance, name);
        } finally {
            lock.unlock();
        }
    }

    private void unmountNow(InstanceRecord instance, String name) throws IOException, InterruptedException {
        Mount mount = store.mount(instance.name(), name)
                .orElseThrow(() -> Problem.of(
                                404,
                                "unknown-mount",
                                "Nothing is mounted as “" + Names.shown(name) + "” in " + instance.name() + ".",
                                "List the mounts with: `mount list`")
                        .asException());
        mounts(instance).unmount(instance.place(), mount.name());
        store.delete(mount);
    }

    /**
     * Mounts again what belongs to an instance that has come to run.
     *
     * @return whether it may help to {@link #restoreFailed try again} later
     */
    public boolean restore(String instanceName) throws InterruptedException {
        return restore(instanceName, mount -> true);
    }

    /** Mounts again what could not be before. */
    boolean restoreFailed(String instanceName) throws InterruptedException {
        return restore(instanceName, mount -> mount.state() == MountState.FAILED);
    }

    private boolean restore(String instanceName, Predicate<Mount> which) throws InterruptedException {
        ReentrantLock lock = locks.get(instanceName);
        lock.lockInterruptibly();
        try {
            // Meanwhile it may be gone, or on its way out, where a mount would only stand in the way.
            Optional<InstanceRecord> instance = computes.find(instanceName).filter(i -> i.desired() == Desired.RUNNING);
            boolean again = false;
            for (Mount mount : instance.isPresent() ? store.mounts() : List.<Mount>of()) {
                if (mount.compute().equals(instanceName) && which.test(mount)) {
                    again |= !restore(instance.orElseThrow(), mount);
                }
            }
            return again;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The border: a mount that does not come back says why, and the others do.
     *
     * @return false where it is worth another attempt: a refusal stays one
     */
    private boolean restore(InstanceRecord instance, Mount mount) throws InterruptedException {
        try {
            bring(instance, mount);
            return true;
        } catch (IOException | RuntimeException e) {
            boolean passing = !isRefusal(e);
            boolean news = mount.state() != MountState.FAILED || !passing; // the same may last for days
            LOG.log(
                    news ? Level.WARNING : Level.DEBUG,
                    () -> "mount " + mount.name() + " of " + instance.name() + ": " + e.getMessage());
            if (news) {
                store.write(with(mount, MountState.FAILED, Optional.of(why(e))));
            }
            return !passing;
        }
    }

    /** What is wrong with the wish itself, or can't be done here at all. */
    private static boolean isRefusal(Exception e) {
        return e instanceof ProblemException refused
                && (refused.problem().status() < 500 || refused.problem().status() == 501);
    }

    /** Notes that an instance's mounts went with it, and ends one that came up meanwhile; they are wanted still. */
    public void released(String instanceName) throws IOException, InterruptedException {
        ReentrantLock lock = locks.get(instanceName);
        lock.lockInterruptibly();
        try {
            releaseNow(computes.require(instanceName));
        } finally {
            lock.unlock();
        }
    }

    private void releaseNow(InstanceRecord instance) throws IOException, InterruptedException {
        for (Mount mount : store.mounts()) {
            if (mount.compute().equals(instance.name()) && mount.state() != MountState.UNMOUNTED) {
                mounts(instance).unmount(instance.place(), mount.name());
                store.write(with(mount, MountState.UNMOUNTED, Optional.empty()));
            }
        }
    }

    private static Mount with(Mount mount, MountState state, Optional<String> reason) {
        return new Mount(
                mount.name(), mount.compute(), mount.datastore(), mount.path(), mount.readOnly(), state, reason);
    }

    private DatastoreMounts mounts(InstanceRecord instance) {
        return switch (computes.providerOf(instance)) {
            case DatastoreMounts mounts -> mounts;
            default ->
                throw Problem.of(
                                501,
                                "no-mounts",
                                "Instances of the provider " + instance.provider() + " can't have datastores mounted.")
                        .asException();
        };
    }

    private static void requireOwner(Principal who, Datastore datastore) {
        if (!mayChange(who, datastore)) {
            throw DatastoreStore.refused(datastore);
        }
    }

    private static boolean mayChange(Principal who, Datastore datastore) {
        return who.role() == Role.OWNER || who.person().equals(datastore.owner());
    }
}
