package dev.atelier.gateway.rest;

import dev.atelier.api.IdleSpec;
import dev.atelier.api.Instance;
import dev.atelier.api.KeepSpec;
import dev.atelier.gateway.compute.IdleRules;
import dev.atelier.gateway.compute.InstanceRecord;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.identity.Permission;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** When idle instances are stopped. */
public final class IdleRoutes {
    private static final String IDLE = "/atelier/v1/computes/{name}/idle";
    private static final String KEEPALIVE = "/atelier/v1/computes/{name}/keepalive";

    private final IdleRules rules;
    private final Function<InstanceRecord, Instance> shown;

    public IdleRoutes(IdleRules rules, Function<InstanceRecord, Instance> shown) {
        this.rules = rules;
        this.shown = shown;
    }

    public List<Route> routes() {
        return List.of(
                Route.call(Method.PUT, IDLE, Permission.CONTRIBUTE, this::set)
                        .says("Sets after how many minutes without activity an instance is stopped.")
                        .takes(IdleSpec.class)
                        .gives(200, Instance.class),
                Route.call(
                                Method.DELETE,
                                IDLE,
                                Permission.CONTRIBUTE,
                                r -> reply(rules.lift(r.who(), r.variable("name"))))
                        .says("Lets an instance run however idle it is.")
                        .gives(200, Instance.class),
                Route.call(Method.PUT, KEEPALIVE, Permission.CONTRIBUTE, this::keep)
                        .says(
                                "Keeps an idle instance running for some minutes from now on, or while a process of it runs.")
                        .takes(KeepSpec.class)
                        .gives(200, Instance.class),
                Route.call(
                                Method.DELETE,
                                KEEPALIVE,
                                Permission.CONTRIBUTE,
                                r -> reply(rules.release(r.who(), r.variable("name"))))
                        .says("Keeps an instance no longer.")
                        .gives(200, Instance.class));
    }

    private Reply set(Request request) throws IOException {
        return reply(rules.set(request.who(), request.variable("name"), StrictJson.read(request, IdleSpec.class)));
    }

    private Reply keep(Request request) throws IOException, InterruptedException {
        return reply(rules.keep(request.who(), request.variable("name"), StrictJson.read(request, KeepSpec.class)));
    }

    private Reply reply(InstanceRecord instance) {
        return Reply.json(shown.apply(instance));
    }
}
