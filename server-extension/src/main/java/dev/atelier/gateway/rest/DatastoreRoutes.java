package dev.atelier.gateway.rest;

import dev.atelier.api.Datastore;
import dev.atelier.api.DatastoreSpec;
import dev.atelier.api.Mount;
import dev.atelier.api.MountSpec;
import dev.atelier.gateway.datastore.Datastores;
import dev.atelier.gateway.http.Description;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.identity.Permission;
import java.io.IOException;
import java.util.List;

/** Datastores, and their mounts in instances. */
public final class DatastoreRoutes {
    private static final String ONE = "/atelier/v1/datastores/{name}";
    private static final String MOUNT = "/atelier/v1/computes/{name}/mounts/{mount}";

    private final Datastores datastores;

    public DatastoreRoutes(Datastores datastores) {
        this.datastores = datastores;
    }

    public List<Route> routes() {
        return List.of(
                Route.call(Method.GET, "/atelier/v1/datastores", Permission.READ, r -> Reply.json(datastores.all()))
                        .says("All datastores, never with their credentials.")
                        .givesEach(200, Datastore.class),
                Route.call(Method.GET, ONE, Permission.READ, r -> Reply.json(datastores.require(r.variable("name"))))
                        .says("One datastore.")
                        .gives(200, Datastore.class),
                Route.call(Method.PUT, ONE, Permission.CONTRIBUTE, this::create)
                        .says(
                                "Registers a datastore; asked again by its owner for the same place, its credential is replaced.")
                        .takes(DatastoreSpec.class)
                        .gives(200, Datastore.class),
                Route.call(Method.DELETE, ONE, Permission.CONTRIBUTE, this::delete)
                        .says("Forgets a datastore and its credential; the data stay where they are.")
                        .gives(204, new Description.Content.Nothing()),
                Route.call(Method.GET, "/atelier/v1/mounts", Permission.READ, r -> Reply.json(datastores.mounts()))
                        .says("All mounts of all instances.")
                        .givesEach(200, Mount.class),
                Route.call(Method.PUT, MOUNT, Permission.CONTRIBUTE, this::mount)
                        .says("Mounts a datastore in an instance; of the mount's own name, where the body names none.")
                        .takes(MountSpec.class)
                        .gives(200, Mount.class),
                Route.call(Method.DELETE, MOUNT, Permission.CONTRIBUTE, this::unmount)
                        .says("Ends a mount.")
                        .gives(204, new Description.Content.Nothing()));
    }

    private Reply create(Request request) throws IOException, InterruptedException {
        DatastoreSpec spec = StrictJson.read(request, DatastoreSpec.class);
        return Reply.json(datastores.create(request.who(), request.variable("name"), spec));
    }

    private Reply delete(Request request) {
        datastores.delete(request.who(), request.variable("name"));
        return Reply.noContent();
    }

    private Reply mount(Request request) throws IOException, InterruptedException {
        String mount = request.variable("mount");
        MountSpec asked = StrictJson.read(request, MountSpec.class);
        MountSpec spec = asked.datastore().isEmpty() ? new MountSpec(mount, asked.readOnly()) : asked;
        return Reply.json(datastores.mount(request.who(), request.variable("name"), mount, spec));
    }

    private Reply unmount(Request request) throws IOException, InterruptedException {
        datastores.unmount(request.who(), request.variable("name"), request.variable("mount"));
        return Reply.noContent();
    }
}
