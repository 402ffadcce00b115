package dev.atelier.gateway.rest;

import dev.atelier.api.Instance;
import dev.atelier.api.ResizeSpec;
import dev.atelier.gateway.compute.InstanceRecord;
import dev.atelier.gateway.compute.Resizes;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.identity.Permission;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** Other sizes for instances. */
public final class ResizeRoutes {
    private final Resizes resizes;
    private final Function<InstanceRecord, Instance> shown;

    public ResizeRoutes(Resizes resizes, Function<InstanceRecord, Instance> shown) {
        this.resizes = resizes;
        this.shown = shown;
    }

    public List<Route> routes() {
        return List.of(Route.call(Method.PATCH, "/atelier/v1/computes/{name}", Permission.CONTRIBUTE, this::resize)
                .says(
                        "Gives a stopped instance another size, which it has from its next start on; what was installed in it stays.")
                .takes(ResizeSpec.class)
                .gives(200, Instance.class));
    }

    private Reply resize(Request request) throws IOException, InterruptedException {
        ResizeSpec spec = StrictJson.read(request, ResizeSpec.class);
        return Reply.json(shown.apply(resizes.resize(request.who(), request.variable("name"), spec)));
    }
}
