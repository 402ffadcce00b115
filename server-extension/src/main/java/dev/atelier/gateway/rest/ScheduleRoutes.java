package dev.atelier.gateway.rest;

import dev.atelier.api.Schedule;
import dev.atelier.api.ScheduleSpec;
import dev.atelier.api.ScheduleState;
import dev.atelier.gateway.compute.Schedules;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.identity.Permission;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** When instances are started and stopped. */
public final class ScheduleRoutes {
    private static final String ALL = "/atelier/v1/computes/{name}/schedules";
    private static final String ONE = ALL + "/{schedule}";

    private final Schedules schedules;

    public ScheduleRoutes(Schedules schedules) {
        this.schedules = schedules;
    }

    public List<Route> routes() {
        return List.of(
                Route.call(Method.GET, ALL, Permission.READ, r -> Reply.json(schedules.of(r.variable("name"))))
                        .says("When an instance is started and stopped.")
                        .givesEach(200, Schedule.class),
                Route.call(Method.PUT, ONE, Permission.CONTRIBUTE, this::put)
                        .says("Makes a schedule of this name, or replaces it.")
                        .takes(ScheduleSpec.class)
                        .gives(200, Schedule.class),
                Route.call(Method.DELETE, ONE, Permission.CONTRIBUTE, this::remove)
                        .says("Removes a schedule.")
                        .gives(200, Map.class),
                Route.call(Method.POST, ONE + "/enable", Permission.CONTRIBUTE, r -> turn(r, ScheduleState.ENABLED))
                        .says("Lets a schedule do its work again.")
                        .gives(200, Schedule.class),
                Route.call(Method.POST, ONE + "/disable", Permission.CONTRIBUTE, r -> turn(r, ScheduleState.DISABLED))
                        .says("Keeps a schedule, but lets it do nothing.")
                        .gives(200, Schedule.class));
    }

    private Reply put(Request request) throws IOException {
        ScheduleSpec spec = StrictJson.read(request, ScheduleSpec.class);
        return Reply.json(schedules.put(request.who(), request.variable("name"), request.variable("schedule"), spec));
    }

    private Reply turn(Request request, ScheduleState state) {
        return Reply.json(schedules.turn(request.who(), request.variable("name"), request.variable("schedule"), state));
    }

    private Reply remove(Request request) {
        schedules.remove(request.who(), request.variable("name"), request.variable("schedule"));
        return Reply.json(Map.of());
    }
}
