package dev.atelier.gateway.application;

import dev.atelier.api.ApplicationAddress;
import dev.atelier.api.Problem;
import dev.atelier.gateway.compute.Computes;
import dev.atelier.gateway.compute.InstanceRecord;
import dev.atelier.gateway.forward.Forwarder;
import dev.atelier.gateway.http.GateConfig;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.http.SideDoor;
import dev.atelier.gateway.identity.Permission;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.identity.Proof;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The applications of all instances, and the way to them that leads through the gateway. */
public final class Applications implements AutoCloseable {
    private final Grants grants = new Grants(InstantSource.system());
    private final Forwarder forwarder = new Forwarder();
    private final String way;
    private final Supplier<String> page;
    private final ApplicationHosts hosts;
    private final ApplicationDoor door;

    /**
     * @param gate whose names and base path lead to the gateway
     * @param people whose proof it is by now
     * @param page the gateway's address for people, without a slash at the end
     */
    public Applications(
            GateConfig gate, Supplier<String> page, Computes computes, Function<Proof, Optional<Principal>> people) {
        this.way = gate.basePath() + "applications/";
        this.page = page;
        this.hosts = new ApplicationHosts(gate.names());
        this.door = new ApplicationDoor(hosts, way, people, grants, computes, forwarder);
    }

    public SideDoor door() {
        return door;
    }

    /** Whoever signs out of the gateway has signed out of their applications. */
    public void signedOut(Principal person) {
        door.signedOut(person);
    }

    public List<Route> routes() {
        return List.of(
                Route.call(Method.GET, "/applications/{application}", Permission.CONTRIBUTE, this::open),
                Route.call(
                        Method.GET,
                        "/atelier/v1/computes/{name}/applications/{port}",
                        Permission.CONTRIBUTE,
                        this::address));
    }

    /** Brings a person who is signed in here to the application's own origin, with a code that signs them in there. */
    private Reply open(Request request) {
        ApplicationName application = ApplicationName.require(request.variable("application"));
        door.requireMay(request.who(), application);
        String code = grants.code(visitor(request), application);
        String from = request.origin().substring(request.origin().indexOf("://") + 3);
        return new Reply.Empty(
                302,
                Map.of(
                        "Location",
                        origin(request, application) + ApplicationDoor.ENTER + "?code=" + code + "&from="
                                + URLEncoder.encode(from, StandardCharsets.UTF_8) + "&next="
                                + URLEncoder.encode(request.query("next").orElse("/"), StandardCharsets.UTF_8),
                        "Cache-Control",
                        "no-store",
                        "Referrer-Policy",
                        "no-referrer"));
    }

    private static Visitor visitor(Request request) {
        return new Visitor(
                request.who(),
                request.proof().orElseThrow(() -> new IllegalStateException("nobody comes in here without a proof")));
    }

    /** Where it is opened: {@code {"compute", "port", "url"}}. */
    private Reply address(Request request) {
        ApplicationName application = ApplicationName.require(request.variable("name"), request.variable("port"));
        InstanceRecord instance = door.requireMay(request.who(), application);
        return Reply.json(
                new ApplicationAddress(instance.name(), application.port(), page.get() + way + application.label()));
    }

    private String origin(Request request, ApplicationName application) {
        String origin = request.origin();
        int host = origin.indexOf("://") + 3;
        return origin.substring(0, host)
                + hosts.hostOf(application, origin.substring(host))
                        .orElseThrow(() -> Problem.of(
                                        409,
                                        "no-name",
                                        "Applications have hosts of their own, and below the bare address "
                                                + origin.substring(host) + " there are none.",
                                        "Open the gateway by a name: start it with ./atelier up --name NAME, where *.apps.NAME"
                                                + " leads to it too.")
                                .asException());
    }

    public void start() {
        door.start();
    }

    /** Ends the WebSockets that lead to applications. */
    @Override
    public void close() {
        door.close();
        forwarder.close();
    }
}
