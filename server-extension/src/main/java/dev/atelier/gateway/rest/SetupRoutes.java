package dev.atelier.gateway.rest;

import dev.atelier.api.Problem;
import dev.atelier.api.ScriptKind;
import dev.atelier.api.SetupScript;
import dev.atelier.api.SetupScripts;
import dev.atelier.gateway.compute.Setups;
import dev.atelier.gateway.http.Description;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.identity.Permission;
import dev.atelier.gateway.setup.ScriptLogs;
import dev.atelier.gateway.setup.ScriptRecord;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Setup scripts of instances, and what they put out. */
public final class SetupRoutes {
    private static final String ALL = "/atelier/v1/computes/{name}/setup-scripts";
    private static final String PLAIN = "text/plain; charset=utf-8";

    private final Setups setups;
    private final ScriptLogs logs;

    public SetupRoutes(Setups setups, ScriptLogs logs) {
        this.setups = setups;
        this.logs = logs;
    }

    public List<Route> routes() {
        return List.of(
                Route.call(Method.GET, ALL, Permission.READ, r -> Reply.json(setups.of(r.variable("name"))))
                        .says("An instance's setup scripts, without their text.")
                        .givesEach(200, SetupScript.class),
                Route.call(Method.PUT, ALL, Permission.CONTRIBUTE, this::put)
                        .says(
                                "Sets what runs in an instance after its creation and at each start; a kind that is left out stays as it is.")
                        .takes(SetupScripts.class)
                        .givesEach(200, SetupScript.class),
                Route.call(Method.DELETE, ALL + "/{script}", Permission.CONTRIBUTE, this::remove)
                        .says("Removes a setup script.")
                        .gives(200, Map.class),
                Route.call(Method.GET, "/atelier/v1/computes/{name}/logs", Permission.READ, this::log)
                        .says("What a setup script put out in its last run.")
                        .needsQuery("script", "creation or startup.")
                        .query("follow", "Any value: go on until the script ends.")
                        .gives(200, new Description.Content.Text()));
    }

    private Reply put(Request request) throws IOException {
        SetupScripts scripts = StrictJson.read(request, SetupScripts.class);
        return Reply.json(setups.put(request.who(), request.variable("name"), scripts));
    }

    private Reply remove(Request request) {
        setups.remove(request.who(), request.variable("name"), request.variable("script"));
        return Reply.json(Map.of());
    }

    private Reply log(Request request) throws IOException {
        String name = request.variable("name");
        ScriptKind kind = ScriptKind.of(request.query("script")
                .orElseThrow(
                        () -> Problem.of(400, "no-script", "Say whose output: ?script=creation or ?script=startup.")
                                .asException()));
        ScriptRecord script = setups.require(name, kind);
        return request.query("follow").isEmpty()
                ? new Reply.Bytes(200, PLAIN, logs.log(script), Map.of())
                : new Reply.Live(
                        200, PLAIN, out -> logs.follow(script, out, () -> setups.isOver(name, kind)), Map.of());
    }
}
