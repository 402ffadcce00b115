package dev.atelier.gateway.rest;

import dev.atelier.api.Person;
import dev.atelier.api.PersonSpec;
import dev.atelier.gateway.http.Description;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.identity.Permission;
import dev.atelier.gateway.identity.Roster;
import java.io.IOException;
import java.util.List;

/** People; for owners of the workspace, and so for nothing that runs on an instance. */
public final class PeopleRoutes {
    private static final String ALL = "/atelier/v1/people";
    private static final String ONE = ALL + "/{person}";

    private final Roster roster;

    public PeopleRoutes(Roster roster) {
        this.roster = roster;
    }

    public List<Route> routes() {
        return List.of(
                Route.call(Method.GET, ALL, Permission.OWN, r -> Reply.json(roster.all()))
                        .says("All people of the workspace, with their roles.")
                        .givesEach(200, Person.class),
                Route.call(Method.GET, ONE, Permission.OWN, r -> Reply.json(roster.require(r.variable("person"))))
                        .says("One person.")
                        .gives(200, Person.class),
                Route.call(Method.PUT, ONE, Permission.OWN, this::add)
                        .says("Adds a person with a role; asked again for the same, it changes nothing.")
                        .takes(PersonSpec.class)
                        .gives(200, Person.class),
                Route.call(Method.PUT, ONE + "/role", Permission.OWN, this::setRole)
                        .says("Gives a person another role, which counts at once, for what is open too.")
                        .takes(PersonSpec.class)
                        .gives(200, Person.class),
                Route.call(Method.DELETE, ONE, Permission.OWN, this::remove)
                        .says("Removes a person who has no instance and no datastore; their tokens and logins end.")
                        .gives(204, new Description.Content.Nothing()));
    }

    private Reply add(Request request) throws IOException {
        PersonSpec spec = StrictJson.read(request, PersonSpec.class);
        return Reply.json(roster.add(request.variable("person"), spec.required()));
    }

    private Reply setRole(Request request) throws IOException {
        PersonSpec spec = StrictJson.read(request, PersonSpec.class);
        return Reply.json(roster.setRole(request.variable("person"), spec.required()));
    }

    private Reply remove(Request request) {
        roster.remove(request.variable("person"));
        return Reply.noContent();
    }
}
